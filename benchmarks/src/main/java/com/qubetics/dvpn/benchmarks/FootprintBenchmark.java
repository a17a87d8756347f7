package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.controlplane.AgentCalls;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.wire.agent.PeerResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Memory and start of the packaged agent, beside an empty JVM: the JDK that the package was made
/// with, with no flag at all. The agent's start goes from `exec` to the first `status.json` that
/// says ready: launcher, JVM, firewall rules, interface, and the first answer of a gateway on the
/// same host.
final class FootprintBenchmark {
  private static final int STARTS = 7;
  private static final int SETTLING_SECONDS = 10;

  /// An agent at rest: what it does by the way should not be measured.
  private static final Duration HEARTBEATS = Duration.ofSeconds(5);

  private static final Duration POLLS = Duration.ofSeconds(20);

  private final Path image;
  private final Path deb;
  private final int peers;
  private final Map<String, Double> figures = new LinkedHashMap<>();

  FootprintBenchmark(Path image, Path deb, int peers) {
    this.image = image;
    this.deb = deb;
    this.peers = peers;
  }

  Result run() throws Exception {
    Path folder = Files.createTempDirectory("dvpn-bench");
    try (FakeControlPlane controlPlane = new FakeControlPlane();
        PackagedAgent agent = new PackagedAgent(image, folder, controlPlane, peers)) {
      controlPlane.agents.expectHeartbeats(HEARTBEATS);
      controlPlane.agents.peers.waitFor(POLLS);
      Path program = emptyProgram(folder);
      starts(agent, program);
      memory(agent, controlPlane.agents);
      Memory empty = emptyMemory(program, List.of());
      figure("empty_rss_megabytes", empty.resident());
      figure("empty_pss_megabytes", empty.proportional());
      List<String> flags = List.of("@" + image.resolve("jvm.options"));
      figure("empty_same_flags_rss_megabytes", emptyMemory(program, flags).resident());
    } finally {
      delete(folder);
    }
    figure("package_megabytes", Files.size(deb) / 1e6);
    return new Result(
        "agent-footprint",
        Map.of(
            "rss",
            of("agent_rss_megabytes") / of("empty_rss_megabytes"),
            "ready",
            of("agent_ready_ms") / of("empty_start_ms")),
        figures,
        Machine.describe());
  }

  /// In turns, so that the machine's load meets all alike.
  private void starts(PackagedAgent agent, Path program) throws Exception {
    System.err.println("starts …");
    List<Double> empty = new ArrayList<>();
    List<Double> first = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    for (int round = 0; round < STARTS; round++) {
      empty.add(emptyStart(program));
      first.add(agent.start());
      agent.stop();
      again.add(agent.start());
      agent.stop();
      agent.removeInterface();
    }
    figure("empty_start_ms", Percentiles.of(empty).p50());
    figure("agent_ready_ms", Percentiles.of(first).p50());
    figure("agent_restart_ready_ms", Percentiles.of(again).p50());
  }

  private void memory(PackagedAgent agent, AgentCalls gateway) throws Exception {
    System.err.printf("memory with %s peers …%n", peers);
    agent.start();
    settle();
    figure("agent_rss_idle_megabytes", agent.memory().resident());
    gateway.peers.desire(agent.sessions(peers));
    for (long left = peers; left > 0; ) {
      left -= gateway.results().stream().filter(FootprintBenchmark::isInstalled).count();
    }
    settle();
    if (agent.status().sessions() != peers) {
      throw new IllegalStateException("the agent serves " + agent.status().sessions());
    }
    Memory memory = agent.memory();
    figure("agent_rss_megabytes", memory.resident());
    figure("agent_pss_megabytes", memory.proportional());
  }

  private static boolean isInstalled(PeerResult result) {
    return result.outcome() == PeerResult.Outcome.INSTALLED;
  }

  private Process empty(Path program, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", program.toString(), EmptyProgram.class.getName()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// @return ms until its first line is here
  private double emptyStart(Path program) throws IOException {
    long began = System.nanoTime();
    Process process = empty(program, List.of());
    try {
      awaitLine(process);
      return (System.nanoTime() - began) / 1e6;
    } finally {
      process.destroyForcibly();
    }
  }

  private Memory emptyMemory(Path program, List<String> flags)
      throws IOException, InterruptedException {
    Process process = empty(program, flags);
    try {
      awaitLine(process);
      settle();
      return Memory.of(process.pid());
    } finally {
      process.destroyForcibly();
    }
  }

  private static void awaitLine(Process process) throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    if (reader.readLine() == null) {
      throw new IOException("the empty program did not start");
    }
  }

  /// A class path with that one class.
  private static Path emptyProgram(Path folder) throws IOException {
    String file = EmptyProgram.class.getName().replace('.', '/') + ".class";
    Path path = folder.resolve("empty").resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    try (InputStream in = EmptyProgram.class.getResourceAsStream("/" + file)) {
      Files.copy(Objects.requireNonNull(in), path);
    }
    return folder.resolve("empty");
  }

  private static void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
  }

  private void figure(String name, double value) {
    figures.put(name, value);
  }

  private double of(String name) {
    return Objects.requireNonNull(figures.get(name));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }
}
