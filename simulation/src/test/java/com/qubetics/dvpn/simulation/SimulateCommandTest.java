package com.qubetics.dvpn.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new SimulateCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }

  @Test
  void printsWhatEachCheatGainsAsJson() {
    int code = run("--json", "--nodes", "50", "--epochs", "3");

    JsonNode report = JsonMapper.shared().readTree(out.toString());
    assertThat(code).isZero();
    assertThat(report.get("attackers").valueStream().map(of -> of.get("name").asString()))
        .contains("script-node", "liars-10", "bribed-watchers-2")
        .doesNotContain("liars-60");
    assertThat(report.get("beyond").valueStream().map(of -> of.get("name").asString()))
        .contains("liars-60", "bribed-watchers-3")
        .doesNotContain("script-node");
    assertThat(report.get("attackers").valueStream())
        .allSatisfy(
            of -> {
              for (String key : List.of("cost", "gain", "net", "honest-lost")) {
                assertThat(of.get(key).asString()).matches("-?[0-9]+(\\.[0-9]{1,18})?");
              }
            });
  }

  @Test
  void printsATable() {
    run("--nodes", "50", "--epochs", "1");

    assertThat(out.toString()).contains("within the assumptions", "beyond them", "script-node");
  }

  @Test
  void refusesANetworkThatIsTooSmall() {
    assertThat(run("--nodes", "49")).isEqualTo(2);
    assertThat(errors.toString()).contains("nodes: 49 (expected: 50 to 1000)");
  }
}
