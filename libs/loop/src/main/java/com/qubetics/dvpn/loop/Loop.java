package com.qubetics.dvpn.loop;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A named virtual thread that repeats one step until it is stopped.
///
/// The step says how long to wait before the next one. One that fails is counted and comes again
/// after a [BackOff]: a bug in one step must not end the loop. The log has a line when the reason
/// changes and when the loop has recovered, however often it fails in between.
///
/// Steps must be safe to break off: one that goes on for too long after [#stop] is interrupted,
/// which breaks the database connection that it uses.
public final class Loop {
  private static final Logger log = System.getLogger(Loop.class.getName());
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final String THIS_PROJECT = "com.qubetics.dvpn.";

  private final String name;
  private final Step step;
  private final Failures failures;
  private final Semaphore woken = new Semaphore(0);

  /// Of the run that is under way; null if none is. A thread goes on while it is the one named
  /// here.
  private volatile @Nullable Thread thread;

  /// Why the last turn failed; null if it did not. Written by the loop's thread.
  private volatile @Nullable String problem;

  /// What a loop repeats.
  @FunctionalInterface
  public interface Step {
    /// @return how long to wait before the next step; zero: it follows at once
    Duration run() throws Exception;
  }

  /// What is done about failures, on the loop's thread.
  @FunctionalInterface
  public interface Failures {
    void count(Exception failure);

    /// What the log says of a failure; another text is another reason. Usually the message of what
    /// has a name here, else the name of its class, to which the log adds the stack trace.
    default String reason(Exception failure) {
      return isNamed(failure)
          ? String.valueOf(failure.getMessage())
          : failure.getClass().getSimpleName();
    }
  }

  public Loop(String name, Step step, Failures failures) {
    this.name = name;
    this.step = step;
    this.failures = failures;
  }

  public synchronized void start() {
    if (thread == null) {
      Thread next = Thread.ofVirtual().name(name).unstarted(this::run);
      thread = next;
      next.start();
    }
  }

  /// Asks the loop to end and does not wait for it; it may call this itself.
  public void end() {
    thread = null;
    wake();
  }

  /// Ends the loop and waits up to 5 s for the step at hand, and as long again for one that had to
  /// be interrupted.
  public void stop() {
    boolean ended = stop(GOODBYE);
    if (!ended) {
      log.log(Level.WARNING, "goes on after an interrupt: loop={0}", name);
    }
  }

  /// @param patience how long the step at hand may go on before it is interrupted
  /// @return whether the loop's thread has ended
  public synchronized boolean stop(Duration patience) {
    Thread ending = thread;
    end();
    if (ending == null) {
      return true;
    }
    try {
      if (ending.join(patience)) {
        return true;
      }
      ending.interrupt();
      return ending.join(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public boolean isRunning() {
    return thread != null;
  }

  /// Ends the wait of this moment, or the next one.
  public void wake() {
    if (woken.availablePermits() == 0) {
      woken.release();
    }
  }

  /// Waits within a step: returns after `limit`, or earlier when woken or stopped.
  public void pause(Duration limit) {
    try {
      if (isOn() && woken.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        woken.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What the last turn failed of, with the loop's name; empty if it did not.
  public Optional<String> problem() {
    return Optional.ofNullable(problem).map(reason -> name + " fails: " + reason);
  }

  private void run() {
    BackOff backOff = new BackOff(FIRST_WAIT, LONGEST_WAIT, new SplittableRandom());
    while (isOn()) {
      pause(turn(backOff));
    }
  }

  /// Whether the thread that asks is this loop's, and is to go on.
  private boolean isOn() {
    return thread == Thread.currentThread() && !Thread.currentThread().isInterrupted();
  }

  private Duration turn(BackOff backOff) {
    try {
      Duration wait = step.run();
      backOff.reset();
      if (problem != null) {
        log.log(Level.INFO, "recovered: loop={0}", name);
        problem = null;
      }
      return wait;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Duration.ZERO;
    } catch (Exception e) {
      // What breaks because the loop is stopped is no failure.
      if (isOn()) {
        failed(e);
      }
      return backOff.next();
    }
  }

  private void failed(Exception e) {
    failures.count(e);
    String reason = failures.reason(e);
    if (!reason.equals(problem)) {
      String line = "failed, trying again: loop=%s: %s".formatted(name, reason);
      log.log(Level.WARNING, line, isNamed(e) ? null : e);
      problem = reason;
    }
  }

  /// Whether the failure has a name here: of this project, or declared where it is thrown. Any
  /// other may be a bug.
  private static boolean isNamed(Exception e) {
    return !(e instanceof RuntimeException) || e.getClass().getName().startsWith(THIS_PROJECT);
  }
}
