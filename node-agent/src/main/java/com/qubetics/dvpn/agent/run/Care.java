package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.loop.Loop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Renews leases, and compares WireGuard, firewall and disk with what should be: every so often,
/// and each second while something of it is in doubt. One thread's.
final class Care implements Loop.Step {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Sessions sessions;
  private final Doubts doubts;
  private final Duration check;
  private final Clock clock;
  private Instant reconciledAt;

  /// @param check between two comparisons
  Care(Sessions sessions, Doubts doubts, Duration check, Clock clock) {
    this.sessions = sessions;
    this.doubts = doubts;
    this.check = check;
    this.clock = clock;
    this.reconciledAt = clock.instant();
  }

  @Override
  public Duration run() {
    Instant now = clock.instant();
    Duration since = Duration.between(reconciledAt, now);
    boolean mending =
        doubts.holds(Doubt.FIREWALL_CHANGED)
            || doubts.holds(Doubt.WIREGUARD_FAILING)
            || doubts.holds(Doubt.DISK_NOT_WRITABLE);
    if (mending || since.isNegative() || since.compareTo(check) >= 0) {
      reconciledAt = now;
      sessions.reconcile();
    }
    sessions.renew();
    return SECOND;
  }
}
