package com.qubetics.dvpn.stage;

import com.qubetics.dvpn.stage.network.Caches;
import com.qubetics.dvpn.stage.network.Jvm;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.Program;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.PidFile;
import com.qubetics.dvpn.stage.sandbox.Sandbox;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has ahead-of-time caches written, with which programs start in half the time: by one start and
/// end of a network of its own, in `.build/train`, of which nothing stays.
///
/// Nobody waits for it. `./dev build --train` runs it when asked to; `./dev up` leaves a process
/// behind that runs it once the machine is idle, at the lowest priority. One at a time, whoever
/// began it; whatever goes wrong is one line in `train.reason`, and the next `up` tries again.
final class Training {

  private static final Duration IDLE_LIMIT = Duration.ofMinutes(15);
  private static final long NEEDED_BYTES = 2L << 30;
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  /// How to run when nobody else wants to; the first of these that this machine allows.
  private static final List<List<String>> ASIDE =
      List.of(
          List.of("nice", "--adjustment=19", "ionice", "--class", "idle", "chrt", "--idle", "0"),
          List.of("nice", "--adjustment=19"));

  private final Layout layout;
  private final Layout own;

  /// @param layout of the network that is to start sooner
  Training(Layout layout) {
    this.layout = layout;
    this.own = new Layout(layout.repository(), file("train"));
  }

  /// Trains at once.
  ///
  /// @return whether all programs are trained
  boolean run() {
    try (FileChannel channel =
            FileChannel.open(
                file("train.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new StageException("a training runs already; ./dev status says when it is over");
      }
      PidFile.write(file("train.pid"), ProcessHandle.current().pid());
      return train();
    } catch (IOException e) {
      throw new StageException("could not write to " + file("train.lock"), e);
    }
  }

  /// What [#inBackground] starts: trains when the network is up and the machine idle.
  boolean runWhenIdle() {
    try {
      Idleness.await(IDLE_LIMIT, this::isUp);
    } catch (StageException e) {
      note(String.valueOf(e.getMessage()));
      return false;
    }
    return isUp() && run();
  }

  /// Leaves a process behind that trains, unless there is nothing to train.
  void inBackground() {
    if (Caches.missing(layout).isEmpty() || running().isPresent()) {
      return;
    }
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(aside());
    line.addAll(Jvm.running(Program.training(layout)));
    line.addAll(
        List.of(
            "train",
            "--when-idle",
            "--repository",
            layout.repository().toString(),
            "--home",
            layout.home().toString()));
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(file("train.log").toFile())
              .start();
      PidFile.write(file("train.pid"), process.pid());
      System.out.printf(
          "(the next start is quicker: it is trained for when the machine is idle; log: %s)%n",
          file("train.log"));
    } catch (IOException e) {
      note("could not be started: " + e.getMessage());
    }
  }

  /// Says how the next start is quicker, where nothing may stay behind that sees to it.
  void propose() {
    if (!Caches.missing(layout).isEmpty()) {
      System.out.println("(starts take half the time after ./dev build --train)");
    }
  }

  /// Ends a training, so that it disturbs nobody; a later one begins anew.
  void end() {
    running().ifPresent(Training::end);
    Sandbox.find(own.pidFile()).ifPresent(Sandbox::kill);
    Starter.delete(own.home());
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    long end = System.nanoTime() + END_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Waiting.pause(Duration.ofMillis(100));
    }
    process.destroyForcibly();
  }

  /// One line for `./dev status`.
  String state() {
    if (running().isPresent()) {
      return "training, when the machine is idle (log: %s)".formatted(file("train.log"));
    }
    List<String> missing = Caches.missing(layout);
    if (missing.isEmpty()) {
      return "trained";
    }
    return "not trained: %s (%s; tried again at the next ./dev up)"
        .formatted(String.join(" ", missing), reason().orElse("no training was run"));
  }

  private boolean train() {
    note("ended before its time");
    Starter.delete(own.home());
    try {
      checkDisk();
      Caches.open(own);
      Starter starter = new Starter(own);
      starter.start(true, null);
      starter.stopTrained();
      List<String> missing = Caches.accept(own);
      if (!missing.isEmpty()) {
        note("no cache that fits was written for " + String.join(" ", missing));
        return false;
      }
      Files.deleteIfExists(file("train.reason"));
      return true;
    } catch (StageException e) {
      note(String.valueOf(e.getMessage()));
      return false;
    } catch (IOException e) {
      note(e.toString());
      return false;
    } finally {
      Starter.delete(own.home());
    }
  }

  /// All caches take 770 MB, the network that writes them half of that.
  private void checkDisk() throws IOException {
    long free = Files.getFileStore(layout.repository()).getUsableSpace();
    if (free < NEEDED_BYTES) {
      throw new StageException(
          "%s MB of disk are free (needed: %s)".formatted(free >> 20, NEEDED_BYTES >> 20));
    }
  }

  private boolean isUp() {
    return Sandbox.find(layout.pidFile()).isPresent();
  }

  /// Another process that trains, or waits to.
  private Optional<ProcessHandle> running() {
    return PidFile.find(file("train.pid"))
        .filter(process -> process.pid() != ProcessHandle.current().pid());
  }

  private static List<String> aside() {
    for (List<String> form : ASIDE) {
      List<String> probe = new ArrayList<>(form);
      probe.add("true");
      if (Commands.ask(END_LIMIT, Map.of(), probe, "").worked()) {
        return form;
      }
    }
    return List.of();
  }

  private Optional<String> reason() {
    try {
      return Optional.of(Files.readString(file("train.reason")).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Keeps why there is no cache, in one line.
  private void note(String reason) {
    String line = reason.lines().findFirst().orElse("") + "\n";
    try {
      Files.writeString(file("train.reason"), line);
    } catch (IOException e) {
      throw new StageException("could not write to " + file("train.reason"), e);
    }
  }

  private Path file(String name) {
    return layout.repository().resolve(".build").resolve(name);
  }
}
