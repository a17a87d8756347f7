package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.link.Newest;
import com.qubetics.dvpn.agent.link.UsageItem;
import com.qubetics.dvpn.agent.usage.Meter;
import com.qubetics.dvpn.agent.usage.Pace;
import com.qubetics.dvpn.agent.wireguard.PeerState;
import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What the sessions moved: reads counters into their meters, states usage that is due, takes acks.
/// Guarded by the lock of [Sessions].
final class Metering {
  private final Roster roster;
  private final Leases leases;
  private final Newest<SessionId, UsageItem> statements;

  Metering(Roster roster, Leases leases, Newest<SessionId, UsageItem> statements) {
    this.roster = roster;
    this.leases = leases;
    this.statements = statements;
  }

  /// Reads counters, pauses whose credit is used up, and states what is due.
  ///
  /// @return how soon the next look should come
  Pace sample(Map<TunnelKey, PeerState> held, Instant now) {
    long millis = now.toEpochMilli();
    List<TunnelAddress> paused = new ArrayList<>();
    List<Session> due = new ArrayList<>();
    Pace pace = Pace.LAZY;
    for (Session session : roster.all()) {
      Meter meter = session.meter();
      boolean before = meter.isPaused();
      read(session, held, now);
      if (meter.isPaused() && !before) {
        paused.add(session.address());
        due.add(session);
      } else if (meter.isDue(millis)) {
        due.add(session);
      }
      pace = pace.or(meter.pace(millis));
    }
    // First the packets stop, then the papers are written.
    leases.change(paused, List.of());
    due.forEach(session -> state(session, now));
    return pace;
  }

  void read(Collection<Session> sessions, Map<TunnelKey, PeerState> held, Instant now) {
    sessions.forEach(session -> read(session, held, now));
  }

  private static void read(Session session, Map<TunnelKey, PeerState> held, Instant now) {
    PeerState peer = held.get(session.key());
    if (peer != null) {
      session.meter().read(peer.rxBytes(), peer.txBytes(), now.toEpochMilli());
    }
  }

  /// @return whether the session was paused and goes on
  boolean take(Session session, Signed<Ack> ack, Instant now) {
    boolean paused = session.meter().isPaused();
    if (!session.meter().take(ack) || !paused || session.meter().isPaused()) {
      return false;
    }
    state(session, now);
    return true;
  }

  /// Signs what a session has moved and lays it out for the ledger.
  void state(Session session, Instant now) {
    Signed<Usage> usage = session.meter().sign(now.toEpochMilli());
    statements.put(session.id(), new UsageItem(usage, session.meter().isPaused()));
  }
}
