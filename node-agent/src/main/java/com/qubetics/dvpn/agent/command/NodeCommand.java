package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.run.AgentRun;
import com.qubetics.dvpn.command.Failure;
import com.qubetics.dvpn.command.PlainWords;
import com.qubetics.dvpn.command.ProcessText;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.evm.transaction.UsedNonceException;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `dvpn-node`: everything a provider does with a VPN host.
@Command(
    name = "dvpn-node",
    description = "Runs a Qubetics dVPN node on this host.",
    mixinStandardHelpOptions = true,
    versionProvider = NodeCommand.Version.class,
    subcommands = {
      SetupCommand.class,
      RegistrationCommand.class,
      RunCommand.class,
      RotateKeyCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      EarningsCommand.class,
      DrainCommand.class,
      ResumeCommand.class,
      UpdateCommand.class,
      LogsCommand.class,
      DebugBundleCommand.class,
      UninstallCommand.class,
      VersionCommand.class
    })
public final class NodeCommand {
  static final Clock CLOCK = Clock.systemUTC();

  /// No block holds what was sent yet: to be started again.
  private static final int NOT_YET = 3;

  NodeCommand() {}

  public static void main(String[] arguments) {
    System.exit(runsPlainly(arguments) ? run() : strict(arguments));
  }

  /// Whether it is `dvpn-node run` alone, as the unit says it. That needs no picocli, whose classes
  /// are of a kind (Java 5's) that no ahead-of-time cache takes, and which reads the model of all
  /// commands by reflection: a third of the start, and memory for as long as the agent runs.
  private static boolean runsPlainly(String[] arguments) {
    return Arrays.equals(arguments, new String[] {RunCommand.NAME})
        && Home.usual(System.getenv()).isSetUp();
  }

  private static int run() {
    try {
      AgentRun.serve(Home.usual(System.getenv()), System.getenv(), version(), CLOCK);
      return 0;
    } catch (Exception e) { // The process's boundary, as picocli's handler is for the others.
      return failed(e, new PrintWriter(System.err, true));
    }
  }

  private static int strict(String[] arguments) {
    try {
      return execute(ProcessText.THIS.arguments(arguments));
    } catch (IllegalArgumentException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      return failed(e, new PrintWriter(System.err, true));
    }
  }

  private static int failed(Throwable failure, PrintWriter error) {
    Failure told = told(failure);
    boolean plain = told.code().equals(Failure.FAILED) || told.code().equals(Failure.USAGE);
    error.println("dvpn-node: " + (plain ? "" : told.code() + ": ") + told.detail());
    if (!told.remedy().isEmpty()) {
      error.println(told.remedy());
    }
    error.flush();
    return failure instanceof NotYetException ? NOT_YET : 1;
  }

  private static Failure told(Throwable failure) {
    return switch (failure) {
      case ToolException e -> Failure.failed(e);
      case LinkException e -> Failure.failed(e);
      case InterruptedException e -> Failure.failed(e);
      case ChainException e -> Failure.failed(e);
      case Wallet.RefusedException e -> Failure.failed(e);
      case UsedNonceException e -> Failure.failed(e);
      default -> Failure.of(failure, "dvpn-node", Home.usual(System.getenv()).folder());
    };
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

  static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new NodeCommand());
    SetupCommand.addSettings(
        Objects.requireNonNull(line.getSubcommands().get("setup")).getCommandSpec());
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> failed(failure, command.getErr()))
        .setParameterExceptionHandler(NodeCommand::refuse);
  }

  /// The version in the jar's manifest; `0.0.0` where there is no jar.
  static String version() {
    return Optional.ofNullable(NodeCommand.class.getPackage().getImplementationVersion())
        .map(text -> text.replace("-SNAPSHOT", ""))
        .orElse("0.0.0");
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"dvpn-node " + version()};
    }
  }
}
