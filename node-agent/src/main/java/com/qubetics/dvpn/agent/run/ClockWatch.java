package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.TimeGap;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// This host's clock, compared with the gateway's answer by answer, and between two answers with
/// the time that has passed: whoever reads it after it was set finds it in doubt at once, also
/// while no gateway answers. Grants, leases and signatures are worth what the clock is worth.
///
/// Only an answer ends the doubt. A host that slept finds its clock in doubt too: the time that has
/// passed stood still meanwhile. Thread-safe.
public final class ClockWatch extends Clock implements Consumer<Instant> {
  private final Clock clock;
  private final LongSupplier passedNanos;
  private final Doubts doubts;

  /// When the gateway last agreed; null if it did not, or if the clock was set since then.
  private @Nullable Proof proof;

  private record Proof(Instant at, long passedNanos) {}

  /// @param passedNanos a time that only goes forward, whatever the clock is set to
  public ClockWatch(Clock clock, LongSupplier passedNanos, Doubts doubts) {
    this.clock = clock;
    this.passedNanos = passedNanos;
    this.doubts = doubts;
  }

  @Override
  public synchronized void accept(Instant gateway) {
    Instant now = clock.instant();
    boolean proven = ClockTolerance.covers(gateway, now);
    proof = proven ? new Proof(now, passedNanos.getAsLong()) : null;
    if (proven) {
      doubts.set(Doubt.CLOCK_UNPROVEN, false);
    } else {
      TimeGap gap = new TimeGap(now, gateway);
      doubts.raise(Doubt.CLOCK_UNPROVEN, "this host's clock reads " + gap.against("the gateway's"));
    }
  }

  @Override
  public synchronized Instant instant() {
    Instant now = clock.instant();
    Proof last = proof;
    if (last != null) {
      Instant expected = last.at().plusNanos(passedNanos.getAsLong() - last.passedNanos());
      if (!ClockTolerance.covers(expected, now)) {
        proof = null;
        TimeGap gap = new TimeGap(now, expected);
        doubts.raise(
            Doubt.CLOCK_UNPROVEN,
            "this host's clock was set: it reads " + gap.against("the running"));
      }
    }
    return now;
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return clock.withZone(zone);
  }
}
