package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.tunnel.PeerCounters;
import java.time.Duration;

/// When a tunnel counts as dead: nothing came back for the whole time although something was sent.
/// A state and its transitions; times are nanoseconds of one monotonic clock.
///
/// An idle tunnel sends nothing a node would answer, so the watcher sends an echo when [#isQuiet];
/// a node that is alive answers it, one whose lease ran out does not.
///
/// @param rxBytes at the newest receipt
/// @param txBytesThen sent at that time
/// @param heardAt time of the newest receipt
record Liveness(long rxBytes, long txBytesThen, long heardAt) {

  static Liveness begin(PeerCounters counters, long now) {
    return new Liveness(counters.rxBytes(), counters.txBytes(), now);
  }

  Liveness observe(PeerCounters counters, long now) {
    return counters.rxBytes() == rxBytes ? this : begin(counters, now);
  }

  boolean isQuiet(Duration deadAfter, long now) {
    return now - heardAt >= deadAfter.toNanos() / 4;
  }

  boolean isDead(PeerCounters counters, Duration deadAfter, long now) {
    return counters.rxBytes() == rxBytes
        && counters.txBytes() > txBytesThen
        && now - heardAt >= deadAfter.toNanos();
  }
}
