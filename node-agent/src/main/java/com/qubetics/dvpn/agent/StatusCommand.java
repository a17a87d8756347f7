package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.link.Json;
import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.setup.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node status`: what the running agent last said; exit code 1 if it does not run or is not
/// ready.
@Command(
    name = "status",
    description = "Shows how the node is; exit code 1 unless it is ready.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final Duration STALE = Duration.ofSeconds(10);

  @Mixin private HomeOption homeOption;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Home home = homeOption.existing();
    if (!Files.exists(home.statusFile())) {
      spec.commandLine().getErr().println("not running: start it with dvpn-node run");
      return 1;
    }
    Status status = Json.MAPPER.readValue(Files.readString(home.statusFile()), Status.class);
    boolean running =
        Duration.between(status.at(), NodeCommand.CLOCK.instant()).compareTo(STALE) < 0;
    if (json) {
      out.println(Json.PRETTY.writeValueAsString(status));
    } else {
      print(out, status, running);
    }
    out.flush();
    return running && status.ready() ? 0 : 1;
  }

  private static void print(PrintWriter out, Status status, boolean running) {
    out.println("node      " + status.node());
    out.println(
        "agent     "
            + (running ? "running" : "not running since " + status.at())
            + ", version "
            + status.version());
    out.println("state     " + (status.state() == null ? "unknown" : status.state()));
    out.println("ready     " + (status.ready() ? "yes" : "no"));
    out.println(
        "reasons   " + (status.reasons().isEmpty() ? "-" : String.join(" ", status.reasons())));
    out.println("sessions  " + status.sessions() + ", waiting for an ack: " + status.paused());
    out.println("control   " + seen(status.seen()) + ", revision " + status.revision());
    out.println("traffic   rx " + status.rxBytes() + " B, tx " + status.txBytes() + " B");
    out.println("probes    answered " + status.probesAnswered() + ", sent " + status.probesSent());
    out.println("endpoint  " + status.endpoint() + " on " + status.interfaceName());
  }

  private static String seen(@org.jspecify.annotations.Nullable Instant seen) {
    return seen == null ? "not seen yet" : "last seen " + seen;
  }
}
