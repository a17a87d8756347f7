package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.wireguard.PeerChange;
import com.qubetics.dvpn.agent.wireguard.PeerState;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import com.qubetics.dvpn.agent.wireguard.WireGuard;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The peers that WireGuard holds, made to follow the [Roster]. Guarded by the lock of [Sessions].
final class Peers {
  private final WireGuard wireGuard;
  private final Roster roster;
  private final Doubts doubts;

  Peers(WireGuard wireGuard, Roster roster, Doubts doubts) {
    this.wireGuard = wireGuard;
    this.roster = roster;
    this.doubts = doubts;
  }

  /// What WireGuard holds; empty, and a doubt, if it can't be read.
  Map<TunnelKey, PeerState> held() {
    try {
      return byKey(wireGuard.peers());
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
      return Map.of();
    }
  }

  /// Installs peers, each failing alone.
  ///
  /// @return what WireGuard then says it holds
  Map<TunnelKey, PeerState> put(List<Session> admitted) {
    try {
      wireGuard.apply(admitted.stream().<PeerChange>map(Session::put).toList());
    } catch (ToolException oneOfThemWasNotAccepted) {
      for (Session session : admitted) {
        try {
          wireGuard.apply(List.of(session.put()));
        } catch (ToolException alone) {
          continue;
        }
      }
    }
    return held();
  }

  /// A peer that can't be removed stays without a lease until [#mend] removes it.
  void remove(List<Session> over) {
    try {
      wireGuard.apply(over.stream().<PeerChange>map(s -> new PeerChange.Remove(s.key())).toList());
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
    }
  }

  /// Compares WireGuard with the roster, mends what differs, and keeps the doubt where that fails.
  ///
  /// @param adopting whether peers that no session has may stay: before the first answer of the
  ///   control plane those of the agent's last life have no lease, and the answer may want them
  void mend(boolean adopting) {
    try {
      if (doubts.holds(Doubt.WIREGUARD_FAILING)) {
        wireGuard.up();
      }
      List<PeerChange> changes = differences(wireGuard.peers(), adopting);
      if (!changes.isEmpty()) {
        wireGuard.apply(changes);
        changes = differences(wireGuard.peers(), adopting);
      }
      doubts.set(Doubt.WIREGUARD_FAILING, !changes.isEmpty());
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
    }
  }

  private List<PeerChange> differences(List<PeerState> peers, boolean adopting) {
    List<PeerChange> changes = new ArrayList<>();
    if (!adopting) {
      for (PeerState peer : peers) {
        if (!roster.has(peer.key())) {
          changes.add(new PeerChange.Remove(peer.key()));
        }
      }
    }
    Map<TunnelKey, PeerState> held = byKey(peers);
    for (Session session : roster.all()) {
      PeerState peer = held.get(session.key());
      if (peer == null || !peer.holds(session.address())) {
        changes.add(session.put());
      }
    }
    return changes;
  }

  private static Map<TunnelKey, PeerState> byKey(List<PeerState> peers) {
    return peers.stream().collect(Collectors.toMap(PeerState::key, peer -> peer, (a, b) -> a));
  }
}
