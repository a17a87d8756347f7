package com.qubetics.dvpn.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a newcomer waits for: `git clone`, then `./dev demo`, until the network is ready and until
/// the demo has passed; on a quiet machine and beside busy processes. What is measured is the last
/// commit of a checkout, cloned into an empty folder; the peer is another checkout of the project,
/// measured in the same run.
final class FirstRunBenchmark {
  /// A demo that hangs must not hold the benchmark for ever.
  private static final Duration LIMIT = Duration.ofMinutes(45);

  private static final Duration END_LIMIT = Duration.ofSeconds(30);
  private static final Pattern READY = Pattern.compile(" *[0-9.]+ s  ready");
  private static final Pattern NETWORK = Pattern.compile(" *[0-9]+\\.[0-9] s  .*");

  private final Path checkout;
  private final Optional<Path> peer;
  private final int busy;
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();

  /// @param peer a checkout of the build to compare with
  /// @param busy how many busy processes the second half runs beside
  FirstRunBenchmark(Path checkout, Optional<Path> peer, int busy) {
    this.checkout = checkout;
    this.peer = peer;
    this.busy = busy;
  }

  /// One first run.
  ///
  /// @param phases seconds of each, in order
  /// @param ready seconds from the clone's start; NaN if it never was
  /// @param passed seconds from the clone's start; NaN if the demo failed or was ended before
  private record Run(Map<String, Double> phases, double ready, double passed) {}

  Result run() throws IOException, InterruptedException {
    Run quiet = keep("quiet", firstRun(checkout, false));
    if (peer.isPresent()) {
      Run before = keep("peer_quiet", firstRun(peer.get(), false));
      ratio("ready", quiet.ready, before.ready);
      ratio("demo", quiet.passed, before.passed);
    }
    try (Busy others = Busy.start(busy)) {
      Run loaded = keep("busy", firstRun(checkout, false));
      if (peer.isPresent()) {
        Run before = keep("peer_busy", firstRun(peer.get(), true));
        ratio("ready-busy", loaded.ready, before.ready);
      }
    }
    return new Result("first-run", ratios, figures, Machine.describe());
  }

  private Run keep(String name, Run run) {
    run.phases.forEach((phase, seconds) -> figures.put(name + "_" + phase + "_seconds", seconds));
    figures.put(name + "_ready_seconds", run.ready);
    if (!Double.isNaN(run.passed)) {
      figures.put(name + "_passed_seconds", run.passed);
    }
    return run;
  }

  /// Left out where either did not get so far.
  private void ratio(String name, double ours, double before) {
    if (!Double.isNaN(ours / before)) {
      ratios.put(name, ours / before);
    } else {
      System.err.println("no ratio " + name + ": one of the two failed, see above");
    }
  }

  private static Run firstRun(Path source, boolean untilReady)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dvpn-first-run");
    try {
      return timed(source, folder.resolve("clone"), untilReady);
    } finally {
      delete(folder);
    }
  }

  private static Run timed(Path source, Path clone, boolean untilReady)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process git =
        new ProcessBuilder("git", "clone", "--quiet", source.toString(), clone.toString())
            .inheritIO()
            .start();
    if (git.waitFor() != 0) {
      throw new IOException("git clone of " + source + " failed");
    }
    Map<String, Double> phases = new LinkedHashMap<>();
    String phase = "install";
    long since = System.nanoTime();
    phases.put("clone", (since - start) / 1e9);
    double ready = Double.NaN;
    Process demo =
        new ProcessBuilder("./dev", "demo")
            .directory(clone.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    Thread limit = Thread.ofVirtual().start(() -> endAfter(demo));
    try (BufferedReader lines = demo.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.err.println(line);
        String begun = phaseOf(line, phase);
        if (!begun.equals(phase)) {
          long now = System.nanoTime();
          phases.merge(phase, (now - since) / 1e9, Double::sum);
          since = now;
          phase = begun;
        }
        if (Double.isNaN(ready) && READY.matcher(line).matches()) {
          ready = (System.nanoTime() - start) / 1e9;
          if (untilReady) {
            end(demo);
            return new Run(phases, ready, Double.NaN);
          }
        }
      }
    }
    int exit = demo.waitFor();
    limit.interrupt();
    phases.merge(phase, (System.nanoTime() - since) / 1e9, Double::sum);
    double all = (System.nanoTime() - start) / 1e9;
    return new Run(phases, ready, exit == 0 ? all : Double.NaN);
  }

  /// The phase that a line of the demo begins, or the one that goes on.
  private static String phaseOf(String line, String running) {
    if (READY.matcher(line).matches()) {
      return "story";
    }
    if (running.equals("story")) {
      return running;
    }
    if (NETWORK.matcher(line).matches()) {
      return "network";
    }
    for (String phase : List.of("building", "training", "installing")) {
      if (line.startsWith(phase)) {
        return phase;
      }
    }
    return running;
  }

  private static void endAfter(Process demo) {
    try {
      Thread.sleep(LIMIT);
      System.err.println("ended after " + LIMIT.toMinutes() + " min");
      end(demo);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The network hangs on what the demo's shell has started.
  private static void end(Process demo) throws InterruptedException {
    List<ProcessHandle> all =
        Stream.concat(demo.descendants(), Stream.of(demo.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    if (!demo.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      all.forEach(ProcessHandle::destroyForcibly);
    }
    for (ProcessHandle handle : all) {
      handle
          .onExit()
          .orTimeout(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(e -> handle)
          .join();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// Processes that want a core each; they end with this program at the latest.
  private record Busy(List<Process> processes) implements AutoCloseable {

    static Busy start(int count) throws IOException {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        // Ends when its standard input does: with this program, however that ends.
        processes.add(
            new ProcessBuilder(
                    "bash", "-c", "while ! read -t 0 _; do for i in {1..9999}; do :; done; done")
                .start());
      }
      return new Busy(processes);
    }

    @Override
    public void close() {
      processes.forEach(Process::destroyForcibly);
    }
  }
}
