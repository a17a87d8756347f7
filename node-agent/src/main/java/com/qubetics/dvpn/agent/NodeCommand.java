package com.qubetics.dvpn.agent;

import java.time.Clock;
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

  NodeCommand() {}

  public static void main(String[] arguments) {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    CommandLine line = new CommandLine(new NodeCommand());
    SetupCommand.addSettings(
        Objects.requireNonNull(line.getSubcommands().get("setup")).getCommandSpec());
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println("dvpn-node: " + e.getMessage());
              return 1;
            })
        .execute(arguments);
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
