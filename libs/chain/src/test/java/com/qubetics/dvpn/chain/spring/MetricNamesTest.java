package com.qubetics.dvpn.chain.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The README's table of metrics is what alerts and dashboard may ask for.
class MetricNamesTest {
  static final String README = "libs/chain/README.md";

  private static final Pattern NAME = Pattern.compile("dvpn_chain_[a-z_]+");

  @ParameterizedTest
  @ValueSource(
      strings = {"deploy/prometheus/chain-alerts.yml", "deploy/grafana/dashboards/chain.json"})
  void asksForNoMetricThatTheReadmeDoesNotName(String file) {
    assertThat(named(file)).isNotEmpty().isSubsetOf(named(README));
  }

  @Test
  void alertsOnWhatTheReadmeCallsAnAlarm() {
    Set<String> alarms =
        text(README)
            .lines()
            .filter(line -> line.startsWith("| `dvpn_chain_") && line.contains("alarm"))
            .flatMap(line -> NAME.matcher(line).results().map(match -> match.group()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named("deploy/prometheus/chain-alerts.yml")).containsAll(alarms);
  }

  /// The metrics that a file names.
  static Set<String> named(String file) {
    return NAME.matcher(text(file))
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(String file) {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docker-compose.yml"))) {
      root = root.getParent();
    }
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
