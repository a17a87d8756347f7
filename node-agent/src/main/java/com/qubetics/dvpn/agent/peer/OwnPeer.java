package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.Lease;
import com.qubetics.dvpn.agent.firewall.SessionMark;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;

/// A peer that is the node's own and nobody's session: no grant, no usage, no place among the
/// sessions. It passes the rules as a session does, for as long as it is lent a lease.
///
/// @param address the network's last, which no session gets
/// @param mark of the connections that it opens
public record OwnPeer(TunnelKey key, TunnelAddress address, SessionMark mark) {

  PeerChange put() {
    return new PeerChange.Put(key, address);
  }

  Lease lease(Duration time) {
    return new Lease(address, mark, time);
  }
}
