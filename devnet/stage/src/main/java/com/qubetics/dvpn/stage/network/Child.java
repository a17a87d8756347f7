package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A long-running program of the devnet, with its log.
public final class Child {

  private final String name;
  private final Process process;
  private final Path log;
  private final long startedNanos = System.nanoTime();

  /// Written by the thread that waits for it, read when all are ready.
  private volatile long readyMillis;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  public static Child start(
      String name, Layout layout, Map<String, String> environment, List<String> command) {
    Path log = layout.log(name);
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(layout.home().toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true);
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new Child(name, builder.start(), log);
    } catch (IOException e) {
      throw new StageException("could not start " + name + ": " + e.getMessage(), e);
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  long readyMillis() {
    return readyMillis;
  }

  /// Waits until the condition holds; a program that ends before that, or takes longer than the
  /// limit is worth on this machine, is a failure.
  void awaitReady(Duration limit, java.util.function.BooleanSupplier ready) {
    Deadline deadline = Deadline.in(limit);
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw StageException.unmet(
            name + " runs",
            "it ended with exit code %s; %s says: %s"
                .formatted(process.exitValue(), log, lastLine()));
      }
      if (deadline.passed()) {
        throw StageException.unmet(
            name + " is ready within " + limit.toSeconds() + " s of an idle machine",
            "not ready after %s; %s says: %s".formatted(deadline, log, lastLine()));
      }
      Waiting.pause(Duration.ofMillis(50));
    }
    readyMillis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
  }

  /// Waits until the program has ended.
  ///
  /// @return its exit code
  int awaitExit() {
    return process.onExit().join().exitValue();
  }

  void terminate() {
    process.destroy();
  }

  void awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String lastLine() {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.reversed().stream()
          .filter(line -> line.contains("Caused by") || line.contains("ERROR"))
          .findFirst()
          .orElse(lines.isEmpty() ? "" : lines.getLast())
          .strip();
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }
}
