package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.tunnel.PeerCounters;
import java.time.Duration;

/// When a tunnel counts as dead: nothing of use came back for the whole time although something was
/// sent. A state and its transitions; times are nanoseconds of one monotonic clock.
///
/// WireGuard of a node whose agent is dead goes on answering handshakes (92 bytes) and sending
/// keepalives (32 bytes), so a few received bytes prove nothing. Proof is an answered echo, which a
/// node gives within a lease only, or more bytes between two looks than such messages have.
///
/// @param rxBytes at the newest look
/// @param txBytesThen sent at the newest proof
/// @param heardAt time of the newest proof
record Liveness(long rxBytes, long txBytesThen, long heardAt) {
  /// More than WireGuard's own messages of one look add up to.
  private static final long CONTROL_BYTES = 300;

  static Liveness begin(PeerCounters counters, long now) {
    return new Liveness(counters.rxBytes(), counters.txBytes(), now);
  }

  Liveness observe(PeerCounters counters, boolean echoed, long now) {
    boolean heard = echoed || counters.rxBytes() - rxBytes > CONTROL_BYTES;
    return heard ? begin(counters, now) : new Liveness(counters.rxBytes(), txBytesThen, heardAt);
  }

  boolean isQuiet(Duration deadAfter, long now) {
    return now - heardAt >= deadAfter.toNanos() / 4;
  }

  boolean isDead(PeerCounters counters, Duration deadAfter, long now) {
    return counters.txBytes() > txBytesThen && now - heardAt >= deadAfter.toNanos();
  }
}
