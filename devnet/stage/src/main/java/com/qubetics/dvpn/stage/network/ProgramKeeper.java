package com.qubetics.dvpn.stage.network;

import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Starts programs, and starts again what ended by itself, as systemd does in production. What has
/// a [Layout#stopMark] was ended on purpose and stays so.
final class ProgramKeeper {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Layout layout;
  private final Clock clock;
  private final BiConsumer<String, Object[]> progress;
  private final Map<String, Kept> programs = new ConcurrentHashMap<>();
  private boolean ended; // guarded by this: nothing is started after it was set

  /// @param progress what happens, as a format and its arguments
  ProgramKeeper(Layout layout, Clock clock, BiConsumer<String, Object[]> progress) {
    this.layout = layout;
    this.clock = clock;
    this.progress = progress;
  }

  /// Starts a program for the first time.
  synchronized Child start(Supplier<Child> start, BooleanSupplier ready) {
    Child child = start.get();
    programs.put(
        child.name(), new Kept(child, start, ready, Kept.State.RUNNING, clock.instant(), 0));
    return child;
  }

  /// From here on what ends is started again.
  ///
  /// @param changed told of each change
  void watch(Consumer<List<Kept>> changed) {
    programs.keySet().forEach(name -> Thread.startVirtualThread(() -> keep(name, changed)));
  }

  List<Kept> programs() {
    return List.copyOf(programs.values());
  }

  /// From here on nothing is started.
  synchronized void end() {
    ended = true;
  }

  private void keep(String name, Consumer<List<Kept>> changed) {
    Restarts restarts = new Restarts();
    while (true) {
      int exit = program(name).child().awaitExit();
      if (hasEnded()) {
        return;
      }
      if (Files.exists(layout.stopMark(name))) {
        change(name, Kept.State.STOPPED, changed);
        return;
      }
      Optional<Duration> wait = restarts.after(clock.instant());
      if (wait.isEmpty()) {
        say(
            "%s ended with exit code %d, %d times within %d min, and stays down: see %s",
            name, exit, Restarts.MOST + 1, Restarts.WINDOW.toMinutes(), layout.log(name));
        change(name, Kept.State.DOWN, changed);
        return;
      }
      say(
          "%s ended with exit code %d; it is started again in %d s",
          name, exit, wait.get().toSeconds());
      change(name, Kept.State.RESTARTING, changed);
      if (!pause(wait.get()) || !startAgain(name, changed)) {
        return;
      }
      if (becomesReady(program(name))) {
        say("%s runs again", name);
        change(name, Kept.State.RUNNING, changed);
      }
    }
  }

  private synchronized boolean startAgain(String name, Consumer<List<Kept>> changed) {
    if (!ended) {
      programs.computeIfPresent(name, (key, kept) -> kept.startedAgain());
      changed.accept(programs());
    }
    return !ended;
  }

  private Kept program(String name) {
    return Objects.requireNonNull(programs.get(name));
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private boolean becomesReady(Kept kept) {
    while (kept.child().isAlive() && !kept.ready().getAsBoolean()) {
      if (!pause(LOOK) || hasEnded()) {
        return false;
      }
    }
    return kept.child().isAlive();
  }

  /// One at a time, so that no older list is told after a newer one.
  private synchronized void change(String name, Kept.State state, Consumer<List<Kept>> changed) {
    if (!ended) {
      programs.computeIfPresent(name, (key, kept) -> kept.in(state, clock.instant()));
      changed.accept(programs());
    }
  }

  private void say(String format, Object... arguments) {
    progress.accept(format, arguments);
  }

  private static boolean pause(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
