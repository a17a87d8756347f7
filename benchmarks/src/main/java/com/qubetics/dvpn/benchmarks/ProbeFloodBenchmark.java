package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.probe.Prober;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What a node's probes notice of 100,000 packets of junk a second at its probe port: the agent's
/// own responder in a process with the agent's own flags, behind its own rules, and real probers.
/// Everything is on one machine and its loopback network, the attacker included.
final class ProbeFloodBenchmark {
  static final int PORT = 51821;
  static final Endpoint ENDPOINT = Endpoint.parse("127.0.0.1:" + PORT);
  private static final Duration LASTS = Duration.ofSeconds(12);
  private static final int PER_SLOT = 7;
  private static final long SLOT_MILLIS = 500;

  private final Map<String, Double> figures;
  private final Map<String, Double> ratios;
  private int challenges;

  ProbeFloodBenchmark(Map<String, Double> figures, Map<String, Double> ratios) {
    this.figures = figures;
    this.ratios = ratios;
  }

  void measure() throws Exception {
    System.err.printf("probe-flood …%n");
    Process responder = start();
    try (NodeUnderTest node = new NodeUnderTest(new InterfaceName("wgpf"), PORT - 1);
        BufferedReader said =
            new BufferedReader(
                new InputStreamReader(responder.getInputStream(), StandardCharsets.UTF_8))) {
      figures.put("probe_failing_mac_us", Double.parseDouble(said.readLine()));
      Firewall firewall = node.firewall();
      firewall.up(List.of());
      List<ProbeResult> quiet = probe(Duration.ofSeconds(2));
      figures.put("probe_quiet_p50_ms", roundTrip(quiet));
      flood(responder);
      firewall.down();
    } finally {
      responder.destroy();
      responder.waitFor(5, TimeUnit.SECONDS);
    }
  }

  private void flood(Process responder) throws Exception {
    try (JunkSender junk = new JunkSender(ENDPOINT, ProbeTarget.NODE, ProbeTarget::slot)) {
      Thread sender = Thread.ofPlatform().daemon().start(junk);
      double before = cpuSeconds(responder);
      List<ProbeResult> during = probe(LASTS);
      double used = cpuSeconds(responder) - before;
      junk.close();
      sender.join();
      long answered = during.stream().filter(result -> result.answer() != null).count();
      ratios.put("probe-flood", (double) answered / during.size());
      figures.put("probe_flood_probes", (double) during.size());
      figures.put("probe_flood_p50_ms", roundTrip(during));
      figures.put("probe_flood_packets_per_s", junk.sent() / (double) LASTS.toSeconds());
      figures.put("probe_flood_agent_cpu", used / LASTS.toSeconds());
    }
  }

  private static double cpuSeconds(Process process) {
    return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }

  /// Seven probers at a time, as in a slot, each with up to three tries.
  private List<ProbeResult> probe(Duration lasts) throws Exception {
    List<Future<ProbeResult>> begun = new ArrayList<>();
    try (ExecutorService probers = Executors.newVirtualThreadPerTaskExecutor()) {
      long end = System.nanoTime() + lasts.toNanos();
      while (System.nanoTime() < end) {
        for (int prober = 0; prober < PER_SLOT; prober++) {
          begun.add(probers.submit(probing()));
        }
        TimeUnit.MILLISECONDS.sleep(SLOT_MILLIS);
      }
    }
    List<ProbeResult> results = new ArrayList<>();
    for (Future<ProbeResult> one : begun) {
      results.add(one.get());
    }
    return results;
  }

  private Callable<ProbeResult> probing() {
    ProbeAnswer expected =
        new ProbeAnswer(ProbeTarget.NODE, ProbeTarget.slot(), Bytes32.uint(++challenges));
    Assignment assignment =
        new Assignment(
            expected.slot(),
            expected.node(),
            ENDPOINT,
            expected.challenge(),
            ProbeTarget.KEY.mac(expected));
    return () -> new Prober(ProbeTarget.DOMAIN).probe(assignment);
  }

  private static double roundTrip(List<ProbeResult> results) {
    List<Double> millis =
        results.stream()
            .filter(result -> result.answer() != null)
            .map(result -> Objects.requireNonNull(result.rttMicros()) / 1e3)
            .toList();
    return Percentiles.of(millis).p50();
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ProbeTarget.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
