package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// Compares this host's clock with the gateway's, answer by answer. Grants, leases and signatures
/// are worth what the clock is worth.
public final class ClockWatch implements Consumer<Instant> {
  private static final Duration TOLERANCE = Duration.ofSeconds(120);

  private final Clock clock;
  private final Doubts doubts;

  public ClockWatch(Clock clock, Doubts doubts) {
    this.clock = clock;
    this.doubts = doubts;
  }

  @Override
  public void accept(Instant gateway) {
    Duration difference = Duration.between(gateway, clock.instant()).abs();
    doubts.set(Doubt.CLOCK_UNPROVEN, difference.compareTo(TOLERANCE) > 0);
  }
}
