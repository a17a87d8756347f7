package com.qubetics.dvpn.agent.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `dvpn-node version`.
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println("dvpn-node " + NodeCommand.version());
    return 0;
  }
}
