package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.run.AgentRun;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dvpn-node run`: serves until it is told to stop.
@Command(
    name = RunCommand.NAME,
    description = "Runs the node in the foreground.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  static final String NAME = "run";

  @Mixin private HomeOption homeOption;

  @Override
  public Integer call() throws IOException, ToolException, LinkException, InterruptedException {
    AgentRun.serve(
        homeOption.existing(), System.getenv(), NodeCommand.version(), NodeCommand.CLOCK);
    return 0;
  }
}
