package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.deploy.UncertainException;
import com.qubetics.dvpn.admin.release.ReleaseCommand;
import com.qubetics.dvpn.admin.secrets.SecretsCommand;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.NoAnswerException;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.evm.transaction.UsedNonceException;
import com.qubetics.dvpn.evm.transaction.Waiting;
import com.qubetics.dvpn.evm.transaction.Wallet;
import java.io.UncheckedIOException;
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
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /// One line for what an operator can do something about; a stack trace for a bug.
  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof ChainException
        || failure instanceof Wallet.RefusedException
        || failure instanceof UsedNonceException
        || failure instanceof UncheckedIOException
        || failure instanceof IllegalArgumentException) {
      String message = String.valueOf(failure.getMessage());
      Throwable cause = failure.getCause();
      command
          .getErr()
          .println(
              "%s: %s%s"
                  .formatted(
                      command.getCommandName(),
                      message,
                      cause == null || message.contains(String.valueOf(cause.getMessage()))
                          ? ""
                          : " (" + cause + ")"));
      return switch (failure) {
        case NotYetException _ -> NOT_YET;
        case UncertainException _, NoAnswerException _ -> UNCERTAIN;
        default -> REFUSED;
      };
    }
    throw failure;
  }
}
