package com.qubetics.dvpn.rewards.epoch;

import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.loop.spring.LoopLifecycle;
import com.qubetics.dvpn.rewards.proposal.Proposing;
import com.qubetics.dvpn.rewards.reward.EpochClosing;
import com.qubetics.dvpn.rewards.seal.FileUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Moves epochs on: computes, proposes, makes final. Every step is safe to repeat, to break off and
/// to run on several replicas at once; what is missing is looked for again after the interval.
@Component
public final class EpochWorker implements LoopLifecycle {
  /// Epochs computed in one go when catching up, before proposals get their turn.
  private static final int MAX_EPOCHS_PER_STEP = 100;

  private final EpochClosing closing;
  private final Proposing proposing;
  private final WorkerSettings settings;
  private final Loop loop;

  EpochWorker(
      EpochClosing closing, Proposing proposing, WorkerSettings settings, MeterRegistry metrics) {
    this.closing = closing;
    this.proposing = proposing;
    this.settings = settings;
    Counter fetchFailures = metrics.counter("dvpn_rewards_fetch_failures");
    Counter stepFailures = metrics.counter("dvpn_rewards_step_failures");
    this.loop =
        new Loop(
            "epochs",
            this::turn,
            e -> (e instanceof FileUnavailable ? fetchFailures : stepFailures).increment());
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

  private Duration turn() throws FileUnavailable {
    step();
    return settings.interval();
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public boolean isAutoStartup() {
    return settings.enabled();
  }
}
