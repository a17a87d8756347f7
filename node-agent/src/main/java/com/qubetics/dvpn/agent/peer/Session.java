package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.SessionMark;
import com.qubetics.dvpn.agent.usage.Meter;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;
import java.time.Instant;

/// A session that this node serves: its verified grant, its address and its meter.
///
/// @param mark of the connections that it opens
record Session(
    SessionId id,
    Grant grant,
    TunnelAddress address,
    SessionMark mark,
    Signed<Offer> offer,
    ClientConfig config,
    Meter meter) {

  TunnelKey key() {
    return grant.tunnelKey();
  }

  PeerChange.Put put() {
    return new PeerChange.Put(key(), address);
  }

  boolean isExpired(Instant now) {
    return now.getEpochSecond() >= grant.notAfter();
  }

  boolean isSpent() {
    return meter.countedEver() >= grant.maxBytes().bytes();
  }

  /// The time for which a lease may run at most; zero or less: none.
  Duration leaseTime(Duration lease, Instant graceEnd, Instant now) {
    Duration time = lease;
    for (Instant end : new Instant[] {graceEnd, grantEnd()}) {
      Duration left = Duration.between(now, end);
      time = left.compareTo(time) < 0 ? left : time;
    }
    return time;
  }

  /// Or as late as an instant can be, of a grant that ends later.
  private Instant grantEnd() {
    return Instant.ofEpochSecond(Math.min(grant.notAfter(), Instant.MAX.getEpochSecond()));
  }
}
