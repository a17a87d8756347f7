package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.report.NodeReport;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node status`: how the node is, and if it earns nothing, why.
@Command(
    name = "status",
    description = "Shows how the node is, and why it earns nothing if it doesn't.",
    footer = {"", "Exit code 0: the agent runs and is ready (with --check live: it runs); else 1."},
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  enum Question {
    LIVE,
    READY
  }

  @Mixin private HomeOption homeOption;

  @Option(names = "--json", description = "the API's form of a node, with the agent's word in it")
  private boolean json;

  @Option(names = "--check", description = "print nothing, answer by exit code: live or ready")
  private @Nullable Question check;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    NodeReport report = NodeReport.of(homeOption.existing(), NodeCommand.CLOCK.instant());
    if (check == null) {
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.pretty(report.json()));
      } else {
        report.lines().forEach(out::println);
      }
      out.flush();
    }
    return (check == Question.LIVE ? report.isLive() : report.isReady()) ? 0 : 1;
  }
}
