package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.host.Host;
import com.qubetics.dvpn.agent.report.Diagnosis;
import com.qubetics.dvpn.agent.report.NodeReport;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Setup;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node doctor`: setup's checks once more, and what agent and registry say.
@Command(
    name = "doctor",
    description = "Checks host, agent and the registry's view; names remedies; changes nothing.",
    footer = {"", "Exit code 0: no ERROR; else 1."},
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Home home = homeOption.existing();
    NodeReport report = NodeReport.of(home, NodeCommand.CLOCK.instant());
    List<Finding> findings =
        new ArrayList<>(new Setup(home, Host.THIS, NodeCommand.CLOCK).examine(report.isLive()));
    findings.addAll(Diagnosis.of(report));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.pretty(findings));
    } else {
      findings.forEach(out::println);
    }
    out.flush();
    return findings.stream().anyMatch(Finding::isError) ? 1 : 0;
  }
}
