package com.qubetics.dvpn.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each turn takes one thing that the test hands it: how long to wait, or what to fail of.
class LoopTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Logger LOG = Logger.getLogger(Loop.class.getName());

  private final SynchronousQueue<Object> turns = new SynchronousQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final Loop loop = new Loop("test", this::turn, e -> failures.incrementAndGet());
  private final LogLines lines = new LogLines();

  @BeforeEach
  void start() {
    LOG.addHandler(lines);
    LOG.setUseParentHandlers(false);
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.stop(Duration.ZERO);
    LOG.removeHandler(lines);
    LOG.setUseParentHandlers(true);
  }

  @Test
  void repeatsItsStepAtOnceWhereTheStepSaysSo() throws Exception {
    for (int i = 0; i < 100; i++) {
      next(Duration.ZERO);
    }
  }

  @Test
  void waitsUntilItIsWoken() throws Exception {
    next(FOR_EVER);
    assertThat(turns.offer(Duration.ZERO, 50, TimeUnit.MILLISECONDS)).isFalse();

    loop.wake();

    next(Duration.ZERO);
  }

  @Test
  void takesAWakeUpThatCameBeforeTheWaitAsItsOwn() throws Exception {
    loop.wake();
    loop.wake();

    next(FOR_EVER);
    next(FOR_EVER);

    assertThat(turns.offer(Duration.ZERO, 50, TimeUnit.MILLISECONDS)).isFalse();
  }

  @Test
  void goesOnAfterFailuresAndCountsEach() throws Exception {
    next(new IllegalStateException("a bug"));
    next(new IOException("no answer"));
    next(Duration.ZERO);

    assertThat(failures).hasValue(2);
  }

  @Test
  void tellsOfAFailureWhenItsReasonChangesAndWhenItIsOver() throws Exception {
    next(new IOException("no answer"));
    next(new IOException("no answer"));
    next(new IOException("refused"));
    next(new IllegalStateException("a bug"));
    next(new IllegalStateException("another"));
    next(Duration.ZERO);
    next(Duration.ZERO);
    next(Duration.ZERO);

    assertThat(lines.texts)
        .containsExactly(
            "failed, trying again: loop=test: no answer",
            "failed, trying again: loop=test: refused",
            "failed, trying again: loop=test: IllegalStateException",
            "recovered: loop=test");
    assertThat(lines.withStack).containsExactly(false, false, true, false);
  }

  @Test
  void saysWhatItFailsOfUntilItHasRecovered() throws Exception {
    next(new IOException("no answer"));
    next(new IOException("no answer"));
    assertThat(loop.problem()).contains("test fails: no answer");

    next(Duration.ZERO);
    next(Duration.ZERO);

    assertThat(loop.problem()).isEmpty();
  }

  @Test
  void stopsInTheMiddleOfAWait() throws Exception {
    next(FOR_EVER);

    assertThat(loop.stop(FOR_EVER)).isTrue();
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void interruptsAStepThatDoesNotEnd() {
    assertThat(loop.stop(Duration.ZERO)).isTrue();
    assertThat(failures).hasValue(0);
  }

  @Test
  void startsAgain() throws Exception {
    loop.stop(Duration.ZERO);

    loop.start();

    next(Duration.ZERO);
  }

  @Test
  void mayEndItself() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Loop[] own = new Loop[1];
    own[0] =
        new Loop(
            "own",
            () -> {
              own[0].end();
              ended.countDown();
              return FOR_EVER;
            },
            e -> {});

    own[0].start();

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(own[0].isRunning()).isFalse();
  }

  /// Hands the loop's next turn something; returns when the turn has begun. No failure is waited
  /// after.
  private void next(Object turn) throws InterruptedException {
    assertThat(turns.offer(turn, 10, TimeUnit.SECONDS)).as("turn within 10 s").isTrue();
    if (turn instanceof Exception) {
      loop.wake();
    }
  }

  private Duration turn() throws Exception {
    return switch (turns.take()) {
      case Duration wait -> wait;
      case Exception failure -> throw failure;
      case Object other -> throw new AssertionError(other);
    };
  }

  private static final class LogLines extends Handler {
    private final List<String> texts = new ArrayList<>();
    private final List<Boolean> withStack = new ArrayList<>();

    @Override
    public synchronized void publish(LogRecord line) {
      texts.add(new java.util.logging.SimpleFormatter().formatMessage(line));
      withStack.add(line.getThrown() != null);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
