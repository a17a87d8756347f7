package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.agent.usage.Flow;
import com.qubetics.dvpn.agent.usage.Meter;
import com.qubetics.dvpn.agent.usage.Moved;
import com.qubetics.dvpn.agent.usage.Pace;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wireguard.PeerState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the sessions moved: reads counters into their meters, states usage that is due, takes acks.
/// Guarded by the lock of [Sessions].
final class Metering {
  private static final Logger log = System.getLogger("dvpn-node");

  private final Roster roster;
  private final Leases leases;
  private final GrantJournal journal;
  private final Doubts doubts;
  private final NewestPerKey<SessionId, UsageItem> statements;

  /// Adopted sessions whose counters this boot has not read yet.
  private final Set<SessionId> adopted = new HashSet<>();

  private Moved moved = Moved.NOTHING;

  Metering(
      Roster roster,
      Leases leases,
      GrantJournal journal,
      Doubts doubts,
      NewestPerKey<SessionId, UsageItem> statements) {
    this.roster = roster;
    this.leases = leases;
    this.journal = journal;
    this.doubts = doubts;
    this.statements = statements;
  }

  /// What all sessions of this boot moved while it watched.
  Moved moved() {
    return moved;
  }

  /// Takes a session whose peer was there before this boot. What its counters show at first is
  /// stated like all else, but it did not move just now.
  void adopt(Session session) {
    session.meter().adopt();
    adopted.add(session.id());
  }

  /// Reads counters, slows and pauses whose credit is used up, and states what is due.
  ///
  /// @return how soon the next look should come
  Pace sample(List<PeerState> held, Instant now) {
    List<Session> paused = new ArrayList<>();
    List<Session> slowed = new ArrayList<>();
    List<Session> slower = new ArrayList<>();
    for (PeerState peer : held) {
      roster
          .find(peer.key())
          .ifPresent(
              session -> {
                Flow before = session.meter().flow();
                long speed = session.meter().speed();
                Flow after = read(session, peer, now);
                if (after != before) {
                  (after == Flow.PAUSED ? paused : slowed).add(session);
                } else if (session.meter().speed() != speed) {
                  slower.add(session);
                }
              });
    }
    if (!held.isEmpty()) {
      adopted.clear(); // a peer that is not among them will begin at 0
    }
    hold(paused, slowed, now);
    leases.hold(List.of(), slower);
    Pace pace = Pace.USUAL;
    for (Session session : roster.all()) {
      if (session.meter().isDue(now.toEpochMilli())) {
        state(session, now);
      }
      pace = pace.or(session.meter().pace(now.toEpochMilli()));
    }
    return pace;
  }

  private void hold(List<Session> paused, List<Session> slowed, Instant now) {
    // First the packets stop, then the papers are written.
    leases.hold(paused, slowed);
    for (Session session : slowed) {
      log.log(
          Level.INFO,
          "session slowed: session={0} unsigned={1} speed={2}",
          session.id(),
          Long.toString(unsigned(session.meter())),
          Long.toString(session.meter().speed()));
    }
    for (Session session : paused) {
      state(session, now);
      log.log(
          Level.INFO,
          "session paused: session={0} unsigned={1} credit={2}",
          session.id(),
          Long.toString(unsigned(session.meter())),
          Long.toString(session.meter().credit().limit()));
    }
  }

  /// What a client sends while the node carries nothing is sent in vain: its retries cost it
  /// nothing. A first reading of an adopted peer tells of the time before.
  private Flow read(Session session, PeerState peer, Instant now) {
    Meter meter = session.meter();
    if (doubts.carryNothing() && !adopted.contains(session.id())) {
      meter.passOver(peer.rxBytes(), peer.txBytes(), now.toEpochMilli());
      return meter.flow();
    }
    Moved before = Moved.by(meter);
    Flow flow = meter.read(peer.rxBytes(), peer.txBytes(), now.toEpochMilli());
    if (!adopted.remove(session.id())) {
      moved = moved.plus(Moved.by(meter).since(before));
    }
    return flow;
  }

  private static long unsigned(Meter meter) {
    return meter.credit().unsigned(meter.counted());
  }

  /// Reads the counters of sessions that end.
  void readLast(List<Session> over, List<PeerState> held, Instant now) {
    Set<SessionId> ending = over.stream().map(Session::id).collect(Collectors.toSet());
    for (PeerState peer : held) {
      roster
          .find(peer.key())
          .filter(session -> ending.contains(session.id()))
          .ifPresent(session -> read(session, peer, now));
    }
  }

  /// Takes an ack. One that leaves out too much can take credit back, so that the session is paused
  /// by it.
  ///
  /// @return whether the session was slowed or paused and goes on
  boolean take(Session session, Signed<Ack> ack, Instant now) {
    Flow before = session.meter().flow();
    if (!session.meter().take(ack, now.toEpochMilli())) {
      return false;
    }
    remember(session);
    Flow after = session.meter().flow();
    if (after == before) {
      return false;
    }
    if (after == Flow.PAUSED || before == Flow.FREE) {
      boolean pauses = after == Flow.PAUSED;
      hold(pauses ? List.of(session) : List.of(), pauses ? List.of() : List.of(session), now);
      return false;
    }
    if (before == Flow.PAUSED) {
      state(session, now);
    }
    log.log(Level.INFO, "session goes on: session={0}", session.id());
    return true;
  }

  private void remember(Session session) {
    try {
      journal.settled(session.id(), session.meter().settled());
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
  }

  /// Signs what a session has moved and lays it out for the ledger.
  void state(Session session, Instant now) {
    Signed<Usage> usage = session.meter().sign(now.toEpochMilli());
    statements.put(session.id(), new UsageItem(usage, session.meter().isPaused()));
  }
}
