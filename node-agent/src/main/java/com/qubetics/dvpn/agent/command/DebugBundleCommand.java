package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.host.Host;
import com.qubetics.dvpn.agent.report.DebugBundle;
import com.qubetics.dvpn.agent.report.Diagnosis;
import com.qubetics.dvpn.agent.report.NodeReport;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Setup;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node debug-bundle`: a file to send along when asking for help; no secret and no client in
/// it.
@Command(
    name = "debug-bundle",
    description = "Writes a tar.gz with settings, status, findings, versions, rules and logs.",
    mixinStandardHelpOptions = true)
final class DebugBundleCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;

  @Option(
      names = "--output",
      defaultValue = "dvpn-node-debug.tar.gz",
      description = "the file; it must not be there yet (usual: ${DEFAULT-VALUE})")
  private Path output;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Home home = homeOption.existing();
    AgentSettings settings = home.settings();
    NodeReport report = NodeReport.of(home, NodeCommand.CLOCK.instant());
    List<Finding> findings =
        new ArrayList<>(new Setup(home, Host.THIS, NodeCommand.CLOCK).examine(report.isLive()));
    findings.addAll(Diagnosis.of(report));
    String table = NftFirewall.table(settings.interfaceName());
    new DebugBundle(settings)
        .add("settings.json", Json.pretty(settings))
        .add("network.json", Json.pretty(home.network()))
        .add("status.json", Json.pretty(report.json()))
        .add(
            "findings.txt",
            findings.stream().map(Finding::toString).collect(Collectors.joining("\n", "", "\n")))
        .add("versions.txt", versions())
        .add("links.txt", said("ip", "-brief", "link"))
        .add("tables.txt", said("nft", "list", "tables"))
        .add("rules.txt", said("nft", "--stateless", "--terse", "list", "table", "inet", table))
        .add("listen-port.txt", said("wg", "show", settings.interfaceName().value(), "listen-port"))
        .add("log.txt", said("journalctl", "--no-pager", "--lines", "2000", "--unit", "dvpn-node"))
        .write(output);
    spec.commandLine().getOut().println("written: " + output);
    return 0;
  }

  private static String versions() {
    return "dvpn-node %s%njava %s%n%s%s%s"
        .formatted(
            NodeCommand.version(),
            Runtime.version(),
            said("uname", "-srm"),
            said("nft", "--version"),
            said("wg", "--version"));
  }

  /// What a program says, or why it says nothing.
  private static String said(String... command) {
    try {
      return Tool.run(List.of(command));
    } catch (ToolException e) {
      return e.getMessage() + "\n";
    }
  }
}
