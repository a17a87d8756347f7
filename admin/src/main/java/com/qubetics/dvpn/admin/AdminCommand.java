package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.deploy.UncertainException;
import com.qubetics.dvpn.admin.release.ReleaseCommand;
import com.qubetics.dvpn.admin.secrets.SecretsCommand;
import com.qubetics.dvpn.command.Failure;
import com.qubetics.dvpn.command.PlainWords;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.NoAnswerException;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.evm.transaction.UsedNonceException;
import com.qubetics.dvpn.evm.transaction.Waiting;
import com.qubetics.dvpn.evm.transaction.Wallet;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `dvpn-admin`. Exit code 0: done; 1: refused or failed, with one line on standard error; 2: wrong
/// usage; 3: no block holds what was sent yet, start again; 4: the endpoint has no answer, or its
/// answers don't tell.
@Command(
    name = "dvpn-admin",
    description =
        "Deploys and verifies a network's contracts, sends transactions, keeps keys, signs"
            + " releases, settles what services set aside, gives services their passwords and"
            + " rights.",
    mixinStandardHelpOptions = true,
    version = "dvpn-admin 0.1.0",
    subcommands = {
      DeployCommand.class,
      VerifyCommand.class,
      RolesCommand.class,
      TransactCommand.class,
      FundCommand.class,
      AddressCommand.class,
      KeystoreCommand.class,
      SetAsideCommand.class,
      PositionsCommand.class,
      SecretsCommand.class,
      ReleaseCommand.class
    })
public final class AdminCommand {
  private static final String PROGRAM = "dvpn-admin";

  /// Where the details of a fault go.
  private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

  static final int REFUSED = 1;
  static final int NOT_YET = 3;
  static final int UNCERTAIN = 4;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  public static CommandLine commandLine() {
    return commandLine(Waiting.Time.SYSTEM);
  }

  /// @param time in which it waits for blocks
  static CommandLine commandLine(Waiting.Time time) {
    CommandLine.IFactory parts =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> part) throws Exception {
            return part == RpcOption.Wait.class
                ? part.cast(new RpcOption.Wait(time))
                : CommandLine.defaultFactory().create(part);
          }
        };
    return new CommandLine(new AdminCommand(), parts)
        .setExecutionExceptionHandler(AdminCommand::explain)
        .setParameterExceptionHandler(AdminCommand::refuse)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /// One thing and its remedy; of a fault of this program also the file with its details.
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    Failure told = told(failure);
    boolean plain = told.code().equals(Failure.FAILED) || told.code().equals(Failure.USAGE);
    PrintWriter error = command.getErr();
    error.println(
        "%s: %s%s"
            .formatted(command.getCommandName(), plain ? "" : told.code() + ": ", told.detail()));
    if (!told.remedy().isEmpty()) {
      error.println(told.remedy());
    }
    error.flush();
    return switch (failure) {
      case NotYetException _ -> NOT_YET;
      case UncertainException _, NoAnswerException _ -> UNCERTAIN;
      default -> REFUSED;
    };
  }

  private static Failure told(Exception failure) {
    return switch (failure) {
      case ChainException e -> withCause(e);
      case Wallet.RefusedException e -> withCause(e);
      case UsedNonceException e -> withCause(e);
      case DataAccessException e -> withCause(e);
      case KafkaException e -> withCause(e);
      case UnusableFileException e -> Failure.of(e, PROGRAM, FOLDER);
      case IllegalArgumentException e -> withCause(e);
      default -> Failure.of(failure, PROGRAM, FOLDER);
    };
  }

  private static Failure withCause(Exception failure) {
    Failure told = Failure.failed(failure);
    Throwable cause = failure.getCause();
    String more = cause == null ? "" : Failure.failed(cause).detail();
    return told.detail().contains(more)
        ? told
        : new Failure(told.code(), told.detail() + " (" + more + ")", "");
  }

  /// Wrong usage, in one line and without the pages of all options.
  private static int refuse(CommandLine.ParameterException failure, String[] given) {
    PrintWriter error = failure.getCommandLine().getErr();
    error.println(PlainWords.of(String.valueOf(failure.getMessage())));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, error)) {
      error.println(failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    }
    error.flush();
    return CommandLine.ExitCode.USAGE;
  }
}
