package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.AgentTimes;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.report.Earnings;
import com.qubetics.dvpn.agent.report.EarningsReport;
import com.qubetics.dvpn.agent.report.NodeReport;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node earnings`: what the last epochs brought, what they lost and why.
@Command(
    name = "earnings",
    description = "Shows what the last epochs brought, what was lost and why.",
    mixinStandardHelpOptions = true)
final class EarningsCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;

  @Option(names = "--epochs", defaultValue = "5", description = "how many (usual: 5, most: 30)")
  private int epochs;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException, LinkException {
    Home home = homeOption.existing();
    AgentSettings settings = home.settings();
    EarningsReport report;
    try (HttpClient http =
        GatewayLink.client(settings.authority(), AgentTimes.from(System.getenv()).connect())) {
      report =
          EarningsReport.fetch(
              http,
              URI.create(settings.gateway()),
              settings.provider(),
              NodeReport.of(home, NodeCommand.CLOCK.instant()).node(),
              Math.clamp(epochs, 1, 30));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.pretty(report));
    } else {
      print(report, out);
    }
    out.flush();
    return 0;
  }

  private static void print(EarningsReport report, PrintWriter out) {
    out.println("node " + report.node() + " of " + report.provider());
    for (Earnings epoch : report.epochs()) {
      out.printf(
          "epoch %s: %s (traffic %s, promo %s, availability %s); %s MiB counted, u %s, c %s%n",
          epoch.epoch(),
          epoch.reward().toTics(),
          epoch.traffic().toTics(),
          epoch.promo().toTics(),
          epoch.availability().toTics(),
          epoch.countedMib(),
          epoch.uptimeFactor(),
          epoch.complianceFactor());
      epoch.losses().forEach(loss -> out.println("  lost by " + loss));
    }
    if (report.epochs().isEmpty()) {
      out.println("no epoch has rewards of this node yet");
    }
    out.printf(
        "provider in all: earned %s, claimed %s, claimable %s%n",
        report.earned().toTics(), report.claimed().toTics(), report.claimable().toTics());
  }
}
