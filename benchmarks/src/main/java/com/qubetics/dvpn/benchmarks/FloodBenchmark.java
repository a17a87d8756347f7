package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.benchmarks.FloodAttacker.Kind;
import com.qubetics.dvpn.benchmarks.FloodClients.Served;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What 32 honest clients notice while a stranger on another address attacks the gateway with idle
/// connections, stalled bodies, made-up nodes, wrong tokens and valid calls, one kind after the
/// other and all at once. The peer is nginx with its usual limits, attacked in the same way.
///
/// The attacker runs at the lowest priority: it stands for another machine, and must not win by
/// taking the processors that the servers would have for themselves.
final class FloodBenchmark {
  private static final int HEAP_MEGABYTES = 192;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private final Path jar;
  private final Path nginx;
  private final Path program;
  private final Duration time;
  private final Map<String, Double> figures = new LinkedHashMap<>();

  /// @param jar of the gateway
  /// @param program this benchmark's own jar, for the attacker's process
  /// @param time of each kind of attack
  FloodBenchmark(Path jar, Path nginx, Path program, Duration time) {
    this.jar = jar;
    this.nginx = nginx;
    this.program = program;
    this.time = time;
  }

  /// @param worst the highest p99 under attack, by the quiet one
  private record Stood(double worst, int errors) {}

  Result run() throws IOException, InterruptedException {
    Map<String, Double> ratios = new LinkedHashMap<>();
    try (FloodedServers servers = FloodedServers.start(jar, nginx, HEAP_MEGABYTES)) {
      Stood gateway = attack("gateway", servers.gatewayPort(), servers);
      figures.put("gateway_restarts", servers.gatewayLives() ? 0.0 : 1.0);
      Stood peer = attack("nginx", servers.nginxPort(), servers);
      ratios.put("honest-p99", gateway.worst());
      ratios.put("honest-errors", (double) gateway.errors());
      ratios.put("nginx-honest-p99", peer.worst());
      figures.put("nginx_honest_errors", (double) peer.errors());
    }
    return new Result("flood", ratios, figures, Machine.describe());
  }

  private Stood attack(String name, int port, FloodedServers servers)
      throws IOException, InterruptedException {
    FloodClients clients = new FloodClients(port);
    clients.run(WARM_UP);
    Served quiet = clients.run(time);
    put(name + "_quiet", quiet, servers);
    List<List<Kind>> attacks = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      attacks.add(List.of(kind));
    }
    attacks.add(List.of(Kind.values()));
    double worst = 0;
    int errors = quiet.errors();
    for (List<Kind> kinds : attacks) {
      String attack =
          name
              + "_"
              + (kinds.size() == 1 ? kinds.getFirst().name().toLowerCase(Locale.ROOT) : "all");
      Process attacker = attacker(port, kinds);
      // The attack is at its height when the clients are asked.
      Thread.sleep(Duration.ofSeconds(2));
      Served served = clients.run(time);
      attacker.waitFor();
      put(attack, served, servers);
      String[] outcome =
          new String(attacker.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .strip()
              .split(" ");
      figures.put(attack + "_attempts", Double.parseDouble(outcome[0]));
      figures.put(attack + "_attempts_served", Double.parseDouble(outcome[1]));
      worst = Math.max(worst, served.p99() / quiet.p99());
      errors += served.errors();
    }
    return new Stood(worst, errors);
  }

  private void put(String name, Served served, FloodedServers servers) throws IOException {
    Percentiles millis = Percentiles.of(served.millis());
    figures.put(name + "_p50_millis", millis.p50());
    figures.put(name + "_p99_millis", millis.p99());
    figures.put(name + "_errors", (double) served.errors());
    if (name.startsWith("gateway") && servers.gatewayLives()) {
      figures.put(name + "_resident_megabytes", servers.gatewayMegabytes());
    }
  }

  private Process attacker(int port, List<Kind> kinds) throws IOException {
    return new ProcessBuilder(
            "nice",
            "-n",
            "19",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            program.toString(),
            "flood-attacker",
            "--port",
            Integer.toString(port),
            "--kinds",
            kinds.stream().map(Kind::name).collect(Collectors.joining(",")),
            "--seconds",
            Long.toString(time.toSeconds() + 3))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
