package com.qubetics.dvpn.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A child process that can't outlive this JVM.
///
/// How it works: the child's standard input is a pipe whose other end only this JVM holds. A small
/// shell, orphaned on purpose so that it is nobody's child, waits on that pipe; its end (closed by
/// [#stop], or by the kernel after a `kill -9` of the JVM) makes it send the child an interrupt,
/// which engines take as "shut down at once, but in order".
final class TiedProcess {

  private static final String SCRIPT =
      """
      exec 3<&0
      me=$$
      end() {
        read -r _ <&3
        kill -INT "$me" || return
        for turn in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$me" || return; done
        kill -KILL "$me"
      }
      ( end >/dev/null 2>&1 & )
      exec "$@" </dev/null 3<&-
      """;

  private final String name;
  private final Process process;
  private final Path log;

  private TiedProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static TiedProcess start(String name, List<String> command, Path directory, Path log) {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, name));
    line.addAll(command);
    try {
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.directory(directory.toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      TiedProcess tied = new TiedProcess(name, builder.start(), log);
      Endings.add(tied::stop);
      return tied;
    } catch (IOException e) {
      throw new EngineException("could not start " + name + " (" + command.getFirst() + ")", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /// Ends the child in order; by force after ten seconds. Again: nothing happens.
  void stop() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(Duration.ofSeconds(10))) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// The failure to throw when the child is not what it should be, with the end of its log.
  EngineException failure(String what) {
    String state = process.isAlive() ? "still running" : "exit code " + process.exitValue();
    return new EngineException(
        "%s %s (%s); the last lines of %s:%n%s".formatted(name, what, state, log, tail()));
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException | UncheckedIOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
