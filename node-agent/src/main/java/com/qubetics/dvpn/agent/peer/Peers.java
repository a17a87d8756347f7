package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.usage.ReadingBudget;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.PeerState;
import com.qubetics.dvpn.wireguard.WireGuard;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The peers that WireGuard holds, made to follow the [Roster]. Guarded by the lock of [Sessions].
///
/// A change costs what it changes and not what WireGuard holds: whether it was accepted is
/// WireGuard's answer to it, and each reading of the counters compares all of the peers with what
/// they should be.
final class Peers {
  private final WireGuard wireGuard;
  private final Roster roster;
  private final Doubts doubts;
  private final Clock clock;
  private final ReadingBudget budget = new ReadingBudget();

  /// The node's own; null until it first needs one.
  private @Nullable OwnPeer own;

  Peers(WireGuard wireGuard, Roster roster, Doubts doubts, Clock clock) {
    this.wireGuard = wireGuard;
    this.roster = roster;
    this.doubts = doubts;
    this.clock = clock;
  }

  /// How long [#held] should not be asked again; zero where that is cheap.
  Duration rest() {
    return budget.rest(clock.instant());
  }

  /// What WireGuard holds; empty, and a doubt, if it can't be read.
  List<PeerState> held() {
    try {
      return list();
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
      return List.of();
    }
  }

  private List<PeerState> list() throws ToolException {
    Instant from = clock.instant();
    List<PeerState> peers = wireGuard.peers();
    budget.spent(from, clock.instant());
    OwnPeer left = own;
    return left == null
        ? peers
        : peers.stream().filter(peer -> !peer.key().equals(left.key())).toList();
  }

  /// Puts the node's own peer beside the sessions', which are what the rest of this speaks of.
  void lend(OwnPeer to) throws ToolException {
    own = to;
    wireGuard.apply(List.of(to.put()));
  }

  /// Whether these are the peers of the roster, each with the address of its session.
  boolean areAsWished(List<PeerState> held) {
    return held.size() == roster.size() && held.stream().allMatch(this::isAsWished);
  }

  private boolean isAsWished(PeerState peer) {
    return roster.find(peer.key()).filter(session -> peer.holds(session.address())).isPresent();
  }

  /// Adds the peers of sessions that are new, each failing alone.
  ///
  /// @return the sessions whose peers WireGuard accepted
  List<Session> install(List<Session> admitted) {
    try {
      wireGuard.apply(admitted.stream().<PeerChange>map(Session::put).toList());
      return admitted;
    } catch (ToolException e) {
      List<Session> accepted = admitted.stream().filter(this::isAccepted).toList();
      if (accepted.isEmpty()) {
        doubts.raise(Doubt.WIREGUARD_FAILING, e);
      }
      return accepted;
    }
  }

  private boolean isAccepted(Session session) {
    try {
      wireGuard.apply(List.of(session.put()));
      return true;
    } catch (ToolException e) {
      return false;
    }
  }

  /// Adds the peers of sessions that this node may have served in the agent's last life: a peer
  /// that is there stays as it is, and what it moved since the client's last ack is stated anew.
  ///
  /// @param found takes each whose peer was there
  /// @return the sessions whose peers are there
  List<Session> adopt(List<Session> admitted, Consumer<Session> found) {
    Map<TunnelKey, PeerState> held = byKey(held());
    List<Session> adopted = new ArrayList<>();
    List<Session> absent = new ArrayList<>();
    for (Session session : admitted) {
      PeerState peer = held.get(session.key());
      if (peer != null) {
        found.accept(session);
      }
      (peer != null && peer.holds(session.address()) ? adopted : absent).add(session);
    }
    adopted.addAll(install(absent));
    return adopted;
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
  /// @return addresses of peers that were removed
  List<TunnelAddress> mend(boolean adopting) {
    try {
      if (doubts.holds(Doubt.WIREGUARD_FAILING)) {
        wireGuard.up();
      }
      List<PeerState> held = list();
      List<PeerChange> changes = differences(held, adopting);
      if (!changes.isEmpty()) {
        wireGuard.apply(changes);
        changes = differences(list(), adopting);
      }
      doubts.set(Doubt.WIREGUARD_FAILING, !changes.isEmpty());
      return adopting ? List.of() : strangers(held);
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
      return List.of();
    }
  }

  private List<TunnelAddress> strangers(List<PeerState> held) {
    return held.stream()
        .filter(peer -> !roster.has(peer.key()))
        .map(PeerState::address)
        .filter(Objects::nonNull)
        .toList();
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
