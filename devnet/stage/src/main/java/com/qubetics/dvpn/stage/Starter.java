package com.qubetics.dvpn.stage;

import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.stage.network.Advice;
import com.qubetics.dvpn.stage.network.ChainChoice;
import com.qubetics.dvpn.stage.network.Jvm;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.LogExcerpt;
import com.qubetics.dvpn.stage.network.ProcessMemory;
import com.qubetics.dvpn.stage.network.Program;
import com.qubetics.dvpn.stage.network.Wrappers;
import com.qubetics.dvpn.stage.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Starts and ends the network from outside of the sandbox.
final class Starter {

  private static final Duration START_LIMIT = Duration.ofMinutes(6);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);
  private static final Duration TRAINED_STOP_LIMIT = Duration.ofMinutes(5);
  private static final long NEEDED_BYTES = 1L << 30;
  private static final int MAX_SOCKET_PATH = 100;

  private final Layout layout;
  private final PrintStream out = System.out;

  Starter(Layout layout) {
    this.layout = layout;
  }

  /// Starts everything and waits until it is ready. The sandbox is still on the leash of this
  /// process.
  ///
  /// @param chain named on the command line, or null
  Sandbox.Started start(boolean train, @Nullable String chain) {
    Sandbox.find(layout.pidFile())
        .ifPresent(
            s -> {
              throw new StageException(
                  "the network already runs (or starts); ./dev status says how it is, ./dev down"
                      + " ends it");
            });
    delete(layout.stopMarks());
    layout.create();
    ChainChoice.make(layout, chain);
    checkDisk();
    remove(layout.progressFile(), layout.statusFile(), failureFile(layout));
    List<String> serve = new ArrayList<>(Jvm.running(Program.stage(layout), train));
    serve.addAll(
        List.of(
            "serve",
            "--repository",
            layout.repository().toString(),
            "--home",
            layout.home().toString()));
    if (train) {
      serve.add("--train");
    }
    LogExcerpt logs = LogExcerpt.fromNow(layout.logs());
    Sandbox.Started started = Sandbox.start(layout.pidFile(), layout.log("stage"), serve);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> killUnlessReleased(started)));
    try {
      follow(started);
    } catch (StageException e) {
      List<String> lines = new ArrayList<>(List.of(e.getMessage()));
      lines.addAll(Advice.after(logs, layout, "the same command"));
      throw new StageException(String.join("\n", lines), e);
    }
    Wrappers.write(layout);
    return started;
  }

  /// Lets the network live on, with its way in from the machine's loopback.
  void release(Sandbox.Started started) {
    started.release();
    relay();
    out.printf("The network is up. Its commands:  export PATH=%s:$PATH%n", layout.bin());
    out.printf(
        "Gateway: https://127.0.0.1:%s with --cacert %s%n",
        Layout.GATEWAY_PORT, layout.authority());
  }

  void stop(boolean wipe) {
    Optional<Sandbox> running = Sandbox.find(layout.pidFile());
    if (running.isPresent()) {
      out.println("ending the network …");
      running.get().stop(STOP_LIMIT);
      out.println("ended");
    } else {
      out.println("nothing runs");
    }
    remove(layout.pidFile(), layout.statusFile(), layout.socket(), layout.relayPidFile());
    if (wipe) {
      delete(layout.home());
      out.println("deleted " + layout.home());
    }
  }

  /// Ends a network of programs that write their caches at their end, which takes a while.
  void stopTrained() {
    Sandbox.find(layout.pidFile()).ifPresent(sandbox -> sandbox.stop(TRAINED_STOP_LIMIT));
  }

  /// Exit code 0 only for a network that is ready, with all programs running but those that were
  /// stopped on purpose.
  int status(boolean json) {
    Optional<Sandbox> running = Sandbox.find(layout.pidFile());
    if (running.isEmpty() || !Files.exists(layout.statusFile())) {
      out.println(json ? "{\"state\": \"down\"}" : "down");
      return 1;
    }
    JsonNode status = new JsonMapper().readTree(layout.statusFile().toFile());
    if (json) {
      out.println(status.toPrettyString());
    } else {
      print(status);
    }
    return isWell(status) ? 0 : 1;
  }

  private static boolean isWell(JsonNode status) {
    return status.get("state").asString().equals("ready")
        && status
            .get("processes")
            .valueStream()
            .map(program -> program.get("state").asString())
            .allMatch(state -> state.equals("RUNNING") || state.equals("STOPPED"));
  }

  private void print(JsonNode status) {
    out.printf(
        Locale.ROOT,
        "%s after %.1f s%n",
        status.get("state").asString(),
        status.get("readySeconds").asDouble());
    out.printf(
        "%-18s %-10s %-20s %8s %8s %10s %10s  %s%n",
        "process", "state", "since", "restarts", "pid", "start ms", "MB", "log");
    long total = 0;
    for (JsonNode program : status.get("processes")) {
      long kib = program.get("memoryKib").asLong();
      total += kib;
      out.printf(
          Locale.ROOT,
          "%-18s %-10s %-20.19s %8d %8d %10d %10.0f  %s%n",
          program.get("name").asString(),
          program.get("state").asString().toLowerCase(Locale.ROOT),
          program.get("since").asString(),
          program.get("restarts").asInt(),
          program.get("pid").asLong(),
          program.get("startMillis").asLong(),
          kib / 1024.0,
          program.get("log").asString());
    }
    out.printf(Locale.ROOT, "%-78s %10.0f%n", "together", total / 1024.0);
    long now = Sandbox.find(layout.pidFile()).map(s -> ProcessMemory.ofTree(s.pid())).orElse(0L);
    out.printf(Locale.ROOT, "together at this moment: %.0f MB%n", now / 1024.0);
    out.println("starts: " + new Training(layout).state());
  }

  /// Tells the story in the sandbox, with this process's output.
  int tell(Sandbox.Started started, int megabytes) {
    List<String> line = new ArrayList<>(Jvm.running(Program.story(layout)));
    line.addAll(
        List.of(
            "story",
            "--repository",
            layout.repository().toString(),
            "--home",
            layout.home().toString(),
            "--megabytes",
            Integer.toString(megabytes)));
    try {
      Process story =
          new ProcessBuilder(started.sandbox().entering(line))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return story.waitFor();
    } catch (IOException e) {
      throw new StageException("could not enter the sandbox: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted", e);
    }
  }

  /// Called inside: what went wrong, for the starter outside.
  static void fail(Layout layout, String reason) {
    try {
      Files.writeString(failureFile(layout), reason);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path failureFile(Layout layout) {
    return layout.home().resolve("failure");
  }

  private void follow(Sandbox.Started started) {
    Deadline deadline = Deadline.in(START_LIMIT);
    int printed = 0;
    while (true) {
      boolean alive = started.process().isAlive();
      List<String> lines = progress();
      lines.subList(Math.min(printed, lines.size()), lines.size()).forEach(out::println);
      printed = Math.max(printed, lines.size());
      if (lines.stream().anyMatch(line -> line.endsWith("  ready"))) {
        return;
      }
      if (!alive) {
        throw new StageException(failure());
      }
      if (deadline.passed()) {
        throw StageException.unmet("the network is ready", "not after " + deadline);
      }
      Waiting.pause(Duration.ofMillis(100));
    }
  }

  private List<String> progress() {
    try {
      return Files.exists(layout.progressFile())
          ? Files.readAllLines(layout.progressFile())
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private String failure() {
    try {
      return Files.readString(failureFile(layout));
    } catch (IOException e) {
      return "the sandbox ended during its start; see " + layout.log("stage");
    }
  }

  private void killUnlessReleased(Sandbox.Started started) {
    if (started.isReleased()) {
      return;
    }
    started.sandbox().kill();
    remove(layout.pidFile(), layout.statusFile(), layout.socket());
  }

  private void relay() {
    if (layout.socket().toString().length() > MAX_SOCKET_PATH) {
      out.println("(no relay from 127.0.0.1: the path of the repository is too long for a socket)");
      return;
    }
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(Jvm.running(Program.relay(layout)));
    line.addAll(
        List.of(
            "relay",
            "--repository",
            layout.repository().toString(),
            "--home",
            layout.home().toString()));
    try {
      Process relay =
          new ProcessBuilder(line)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log("relay").toFile()))
              .start();
      Files.writeString(layout.relayPidFile(), relay.pid() + "\n");
    } catch (IOException e) {
      throw new StageException("could not start the relay: " + e.getMessage(), e);
    }
  }

  private void checkDisk() {
    try {
      long free = Files.getFileStore(layout.home()).getUsableSpace();
      if (free < NEEDED_BYTES) {
        throw new StageException(
            "%s has %s MB free (needed: %s MB); make room, or ./dev down --wipe"
                .formatted(layout.home(), free >> 20, NEEDED_BYTES >> 20));
      }
    } catch (IOException e) {
      throw new StageException("could not look at " + layout.home(), e);
    }
  }

  private static void remove(Path... files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new StageException("could not delete " + file, e);
      }
    }
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Starter::remove);
    } catch (IOException e) {
      throw new StageException("could not delete " + folder, e);
    }
  }
}
