package com.qubetics.dvpn.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How long the network took to be ready and what it uses. The peer is the start of an empty JVM
/// with the same small flags, here and now: the network is some twenty processes, ten of them JVMs.
final class UpBenchmark {
  private static final int PEER_RUNS = 5;

  private UpBenchmark() {}

  static Result of(Path home) throws IOException, InterruptedException {
    RunningDevnet.Status status = RunningDevnet.at(home).status();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("ready_seconds", status.readySeconds());
    double megabytes = 0;
    for (RunningDevnet.Program program : status.processes()) {
      megabytes += program.memoryKib() / 1024.0;
      figures.put(program.name() + "_memory_megabytes", program.memoryKib() / 1024.0);
      if (program.startMillis() > 0) {
        figures.put(program.name() + "_start_seconds", program.startMillis() / 1000.0);
      }
    }
    figures.put("memory_megabytes", megabytes);
    double peer = emptyJvmSeconds();
    figures.put("empty_jvm_seconds", peer);
    return new Result(
        "up",
        Map.of("ready_to_empty_jvm", status.readySeconds() / peer),
        figures,
        Machine.describe());
  }

  private static double emptyJvmSeconds() throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int run = 0; run < PEER_RUNS; run++) {
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx32m",
                  "-version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("an empty JVM did not end within a minute");
      }
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return Percentiles.of(seconds).p50();
  }
}
