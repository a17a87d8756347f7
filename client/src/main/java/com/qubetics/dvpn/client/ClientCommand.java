package com.qubetics.dvpn.client;

import com.qubetics.dvpn.client.command.AllowanceCommand;
import com.qubetics.dvpn.client.command.AuditCommand;
import com.qubetics.dvpn.client.command.ConnectCommand;
import com.qubetics.dvpn.client.command.DisconnectCommand;
import com.qubetics.dvpn.client.command.ExportCommand;
import com.qubetics.dvpn.client.command.LoginCommand;
import com.qubetics.dvpn.client.command.NodesCommand;
import com.qubetics.dvpn.client.command.PassCommand;
import com.qubetics.dvpn.client.command.SelectCommand;
import com.qubetics.dvpn.client.command.SessionsCommand;
import com.qubetics.dvpn.client.command.SignCommand;
import com.qubetics.dvpn.client.command.StatusCommand;
import com.qubetics.dvpn.client.connection.Try;
import com.qubetics.dvpn.client.connection.UnconnectedException;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.tunnel.MarkedSockets;
import com.qubetics.dvpn.command.PlainWords;
import com.qubetics.dvpn.command.ProcessText;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.nio.file.Path;
import java.security.Security;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `dvpn`.
@Command(
    name = "dvpn",
    mixinStandardHelpOptions = true,
    version = "dvpn 0.1.0",
    description =
        "Qubetics dVPN: connect to nodes, acknowledge what was used, audit what was paid.",
    subcommands = {
      LoginCommand.class,
      SelectCommand.class,
      ConnectCommand.class,
      StatusCommand.class,
      DisconnectCommand.class,
      ExportCommand.class,
      SignCommand.class,
      SessionsCommand.class,
      AllowanceCommand.class,
      NodesCommand.class,
      PassCommand.class,
      AuditCommand.class
    })
public final class ClientCommand {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int NOT_THERE = 3;
  private static final String USAGE = com.qubetics.dvpn.command.Failure.USAGE;
  private static final String HELP = " --help";
  private static final Set<ProblemCode> NOT_THERE_CODES =
      EnumSet.of(
          ProblemCode.NOT_LOGGED_IN,
          ProblemCode.NOT_CONNECTED,
          ProblemCode.APP_KEY_EXPIRED,
          ProblemCode.APP_KEY_NOT_DELEGATED);

  private ClientCommand() {}

  /// What is printed for a failure with `--json`.
  record Failure(Error error) {

    /// @param millis of a connect, from its first request; null elsewhere
    /// @param tries of a connect; null elsewhere
    record Error(
        String code,
        String detail,
        String remedy,
        int status,
        @Nullable Double millis,
        @Nullable List<Try> tries) {
      Error(String code, String detail, String remedy, int status) {
        this(code, detail, remedy, status, null, null);
      }
    }
  }

  /// What the program needs of its JVM where the jar's manifest does not say it.
  public static final List<String> JVM_OPTIONS =
      List.of("--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  /// How long a host's last known addresses serve where its name can't be asked for: the kill
  /// switch may have closed the way to this machine's resolver.
  private static final String STALE_SECONDS = "86400";

  public static void main(String[] arguments) {
    MarkedSockets.use();
    Security.setProperty("networkaddress.cache.stale.ttl", STALE_SECONDS);
    boolean json = List.of(arguments).contains("--json");
    // What a thread of the connection fails of by a fault of its own.
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> report(failure, json));
    System.exit(strict(arguments, json));
  }

  private static int strict(String[] arguments, boolean json) {
    try {
      return run(ProcessText.THIS.arguments(arguments));
    } catch (IllegalArgumentException e) {
      return report(e, json);
    }
  }

  static int run(String... arguments) {
    boolean json = List.of(arguments).contains("--json");
    try {
      return commandLine(json).execute(arguments);
    } catch (LinkageError | StackOverflowError | OutOfMemoryError e) {
      return report(e, json);
    }
  }

  static CommandLine commandLine(boolean json) {
    return line()
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((failure, given) -> refuse(failure, json))
        .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, json));
  }

  /// The command with all that it has, for who describes it: man page, completions.
  public static CommandLine line() {
    return new CommandLine(new ClientCommand());
  }

  /// An option that does not exist, or whose text can't be read.
  private static int refuse(CommandLine.ParameterException failure, boolean json) {
    CommandLine command = failure.getCommandLine();
    Failure.Error error =
        new Failure.Error(
            USAGE, detail(failure), command.getCommandSpec().qualifiedName() + HELP, 0);
    print(error, json);
    if (!json) {
      CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    }
    return WRONG_USAGE;
  }

  private static int report(Throwable failure, boolean json) {
    return switch (failure) {
      case UnconnectedException e -> {
        print(
            new Failure.Error(e.code(), detail(e), e.remedy(), e.status(), e.millis(), e.tries()),
            json);
        yield exitCode(e);
      }
      case ProblemException e -> {
        print(new Failure.Error(e.code(), detail(e), e.remedy(), e.status()), json);
        yield exitCode(e);
      }
      case GatewayException e -> {
        print(
            new Failure.Error(
                ProblemCode.NO_ANSWER.name(), detail(e), "is it running and reachable?", 0),
            json);
        yield FAILED;
      }
      case ChainException e -> {
        print(
            new Failure.Error(ProblemCode.NO_ANSWER.name(), detail(e), "try another --rpc", 0),
            json);
        yield FAILED;
      }
      default -> reportOther(failure, json);
    };
  }

  private static int reportOther(Throwable failure, boolean json) {
    var told = com.qubetics.dvpn.command.Failure.of(failure, "dvpn", folder());
    boolean usage = told.code().equals(USAGE);
    print(
        new Failure.Error(
            told.code(), told.detail(), usage ? "dvpn COMMAND" + HELP : told.remedy(), 0),
        json);
    return usage ? WRONG_USAGE : FAILED;
  }

  /// Where the details of a fault go.
  private static Path folder() {
    String named = System.getenv("DVPN_HOME");
    return named == null ? Path.of(System.getProperty("user.home", "."), ".dvpn") : Path.of(named);
  }

  private static int exitCode(ProblemException e) {
    return NOT_THERE_CODES.contains(ProblemCode.of(e.code())) ? NOT_THERE : FAILED;
  }

  private static String detail(Exception e) {
    return e.getMessage() == null ? "failed without a reason" : PlainWords.of(e.getMessage());
  }

  private static void print(Failure.Error error, boolean json) {
    if (json) {
      System.out.println(Json.text(new Failure(error)));
    } else {
      System.err.printf("%s: %s%n%s%n", error.code(), error.detail(), error.remedy());
      if (error.tries() != null && error.millis() != null) {
        error.tries().forEach(tried -> System.err.println(tried.text()));
        System.err.printf(Locale.ROOT, "given up after %.0f ms%n", error.millis());
      }
    }
  }
}
