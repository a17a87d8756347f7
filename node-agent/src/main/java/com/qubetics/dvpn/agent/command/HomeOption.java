package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// `--home`: the agent's folder.
final class HomeOption {
  @Option(
      names = "--home",
      defaultValue = "${env:" + Home.VARIABLE + ":-" + Home.USUAL + "}",
      description = "the agent's folder (default: ${DEFAULT-VALUE})")
  private Path folder;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  Home home() {
    return new Home(folder.toAbsolutePath());
  }

  /// The folder of a node that was set up.
  Home existing() {
    Home home = home();
    if (!home.isSetUp()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "no node in " + folder + ": run dvpn-node setup first");
    }
    return home;
  }
}
