package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dvpn-node logs`: the unit's journal. The agent logs no client: sessions by their id only.
@Command(
    name = "logs",
    description = "Shows what the agent logged, from the journal of its systemd unit.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  @Option(names = "--follow", description = "go on until interrupted")
  private boolean follow;

  @Option(names = "--lines", defaultValue = "200", description = "how many (usual: 200)")
  private int lines;

  @Option(
      names = "--unit",
      defaultValue = "dvpn-node",
      description = "the systemd unit (usual: dvpn-node)")
  private String unit;

  @Override
  public Integer call() throws ToolException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "journalctl", "--no-pager", "--lines", "" + Math.max(1, lines), "--unit", unit));
    if (follow) {
      command.add("--follow");
    }
    return Tool.show(command);
  }
}
