package com.qubetics.dvpn.rewards.epoch;

import com.qubetics.dvpn.rewards.proposal.Proposing;
import com.qubetics.dvpn.rewards.reward.EpochClosing;
import com.qubetics.dvpn.rewards.seal.FileUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Moves epochs on: computes, proposes, makes final. Every step is safe to repeat, to break off and
/// to run on several replicas at once; what is missing is looked for again after the interval.
@Component
public final class EpochWorker implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(EpochWorker.class);

  /// Epochs computed in one go when catching up, before proposals get their turn.
  private static final int MAX_EPOCHS_PER_STEP = 100;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final EpochClosing closing;
  private final Proposing proposing;
  private final WorkerSettings settings;
  private final Counter fetchFailures;
  private final Counter stepFailures;
  private CountDownLatch stop = new CountDownLatch(1); // by the lifecycle's thread, like `thread`
  private volatile @Nullable Thread thread;
  private String trouble = ""; // by the worker's thread

  EpochWorker(
      EpochClosing closing, Proposing proposing, WorkerSettings settings, MeterRegistry metrics) {
    this.closing = closing;
    this.proposing = proposing;
    this.settings = settings;
    this.fetchFailures = metrics.counter("dvpn_rewards_fetch_failures");
    this.stepFailures = metrics.counter("dvpn_rewards_step_failures");
  }

  /// Does all that can be done at the moment.
  ///
  /// @throws FileUnavailable if an epoch is sealed but its file can't be had
  public void step() throws FileUnavailable {
    proposing.finaliseNext();
    proposing.proposeNext();
    for (int i = 0; i < MAX_EPOCHS_PER_STEP && closing.closeNext(); i++) {
      proposing.proposeNext();
    }
  }

  private void run(CountDownLatch end) {
    try {
      do {
        attempt();
      } while (!end.await(settings.interval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt() {
    try {
      step();
      tell("");
    } catch (FileUnavailable e) {
      fetchFailures.increment();
      tell(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      stepFailures.increment();
      tell(e.toString());
    }
  }

  /// Logs when the trouble changes, not each time it is met.
  private void tell(String found) {
    if (!found.equals(trouble)) {
      if (found.isEmpty()) {
        log.info("epochs move on again");
      } else {
        log.warn("epochs wait: {}", found);
      }
    }
    trouble = found;
  }

  @Override
  public void start() {
    if (settings.enabled()) {
      CountDownLatch end = new CountDownLatch(1);
      stop = end;
      thread = Thread.ofVirtual().name("epochs").start(() -> run(end));
    }
  }

  /// Lets the running step end: interrupting it would break its database connection.
  @Override
  public void stop() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    stop.countDown();
    try {
      running.join(STOP_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
