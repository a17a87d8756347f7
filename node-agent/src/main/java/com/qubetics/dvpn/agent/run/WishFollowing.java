package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.link.ControlPlane;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wire.agent.Revision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Follows the ledger's wishes, one waiting poll after the other.
final class WishFollowing implements Loop.Step {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ControlPlane controlPlane;
  private final TunnelNetwork network;
  private final Sessions sessions;
  private final Clock clock;

  WishFollowing(ControlPlane controlPlane, TunnelNetwork network, Sessions sessions, Clock clock) {
    this.controlPlane = controlPlane;
    this.network = network;
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public Duration run() throws LinkException {
    Revision before = sessions.revision();
    Instant asked = clock.instant();
    boolean followed = sessions.follow(controlPlane.peers(before, network));
    boolean early = Duration.between(asked, clock.instant()).compareTo(SECOND) < 0;
    // What is older than this node's set, or says nothing without having waited (another agent
    // has the same key): ask again, without haste.
    boolean idle = !followed || (early && sessions.revision().equals(before));
    return idle ? SECOND : Duration.ZERO;
  }
}
