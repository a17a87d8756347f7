package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.agent.usage.Moved;
import com.qubetics.dvpn.agent.usage.Pace;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wireguard.PeerState;
import com.qubetics.dvpn.wireguard.WireGuard;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The sessions of this node: what the control plane wishes, as far as grants permit it; and what
/// WireGuard and the firewall hold, which follows from it.
///
/// How it works, and why. A session is opened in this order: grant verified, remembered on disk,
/// peer installed, lease begun, result reported. A crash between two steps leaves at most a
/// remembered grant or a peer without a lease; the first is adopted when the control plane repeats
/// the session, the second passes nothing and is removed by the next [#reconcile]. A session ends
/// the other way round: lease, peer, memory, last usage, result. All public methods take one lock
/// and may be called from any thread.
///
/// [SessionAdmission] says who may come in, [Roster] who is in, [Peers], [Leases] and [Metering]
/// what follows from it.
public final class Sessions implements AutoCloseable {
  private static final Logger log = System.getLogger("dvpn-node");

  private final ReentrantLock lock = new ReentrantLock();
  private final Roster roster = new Roster();
  private final SessionAdmission admission;
  private final Peers peers;
  private final Leases leases;
  private final Metering metering;
  private final GrantJournal journal;
  private final Doubts doubts;
  private final NewestPerKey<SessionId, PeerResult> results;
  private final Clock clock;
  private Revision revision = Revision.NONE;

  /// Guarded by the lock: WireGuard, rules and journal are another's by then.
  private boolean closed;

  public Sessions(
      Identity identity,
      SessionSettings settings,
      WireGuard wireGuard,
      Firewall firewall,
      GrantJournal journal,
      Doubts doubts,
      NewestPerKey<SessionId, PeerResult> results,
      NewestPerKey<SessionId, UsageItem> statements,
      Clock clock) {
    this.admission = new SessionAdmission(identity, settings, roster, journal, doubts);
    this.peers = new Peers(wireGuard, roster, doubts, clock);
    this.leases = new Leases(settings, roster, firewall, doubts);
    this.metering = new Metering(roster, leases, journal, doubts, statements);
    this.journal = journal;
    this.doubts = doubts;
    this.results = results;
    this.clock = clock;
  }

  public Revision revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  /// @param sessions how many are served
  /// @param paused how many of them wait for an ack
  /// @param rxBytes of the sessions that are served: less with each that ends
  /// @param txBytes likewise
  /// @param moved of all sessions of this boot: only grows
  /// @param seen when the control plane last answered a poll
  public record Counts(
      int sessions, int paused, long rxBytes, long txBytes, Moved moved, @Nullable Instant seen) {}

  public Counts counts() {
    lock.lock();
    try {
      int paused = roster.where(session -> session.meter().isPaused()).size();
      long rx = roster.all().stream().mapToLong(s -> s.meter().rxBytes()).sum();
      long tx = roster.all().stream().mapToLong(s -> s.meter().txBytes()).sum();
      return new Counts(roster.size(), paused, rx, tx, metering.moved(), leases.seenAt());
    } finally {
      lock.unlock();
    }
  }

  /// Follows an answer of the control plane, unless it is older than what this node already
  /// follows.
  ///
  /// @return whether it was followed
  public boolean follow(PeersAnswer answer) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      Instant now = clock.instant();
      leases.seen(now);
      if (!revision.admits(answer)) {
        return answer.at().equals(revision);
      }
      boolean everything = answer.full() || revision.equals(Revision.NONE);
      List<Session> over = over(answer, everything);
      List<PeersAnswer.Put> candidates = new ArrayList<>();
      List<Session> resumed = new ArrayList<>();
      for (PeersAnswer.Put put : answer.put()) {
        Optional<Session> running = roster.find(put.sessionId());
        if (running.isEmpty()) {
          candidates.add(put);
          continue;
        }
        Session session = running.get();
        if (put.ack() != null && metering.take(session, put.ack(), now)) {
          resumed.add(session);
        }
        if (everything || put.ack() == null) {
          results.put(session.id(), installed(session));
        }
      }
      change(over, candidates, resumed, everything, now);
      if (everything) {
        // Peers of the agent's last life that nobody wishes any more, and their connections.
        leases.forgetAddresses(peers.mend(false));
      }
      revision = answer.at();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private List<Session> over(PeersAnswer answer, boolean everything) {
    List<Session> over = new ArrayList<>();
    for (SessionId id : answer.remove()) {
      roster
          .find(id)
          .ifPresentOrElse(over::add, () -> results.put(id, PeerResult.removed(id, null)));
    }
    if (everything) {
      Set<SessionId> wished =
          answer.put().stream().map(PeersAnswer.Put::sessionId).collect(Collectors.toSet());
      over.addAll(roster.where(s -> !wished.contains(s.id()) && !over.contains(s)));
    }
    return over;
  }

  /// Ends, opens and resumes sessions with one call of each tool.
  private void change(
      List<Session> over,
      List<PeersAnswer.Put> candidates,
      List<Session> resumed,
      boolean everything,
      Instant now) {
    if (!over.isEmpty()) {
      end(over, null, now);
    }
    List<Session> opened = admit(candidates, now);
    if (!opened.isEmpty()) {
      opened = install(opened, everything);
    }
    List<Session> passing = new ArrayList<>(opened);
    resumed.stream().filter(session -> roster.find(session.id()).isPresent()).forEach(passing::add);
    leases.pass(passing, now);
    leases.begin(opened);
    opened.forEach(session -> results.put(session.id(), installed(session)));
  }

  /// Verifies candidates one by one and remembers those that pass; refuses the others.
  private List<Session> admit(List<PeersAnswer.Put> candidates, Instant now) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    try {
      keepJournal(now);
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
    List<Session> admitted = new ArrayList<>();
    Map<SessionId, GrantJournal.Entry> fresh = new LinkedHashMap<>();
    for (PeersAnswer.Put put : candidates) {
      Optional<PeerCode> refusal = admission.refusal(put, now);
      if (refusal.isPresent()) {
        GrantCheck.times(refusal.get(), put.grant().message(), journal.floor(), now)
            .ifPresent(
                times ->
                    log.log(
                        Level.INFO,
                        "session refused: session={0} code={1}: {2}",
                        put.sessionId(),
                        refusal.get(),
                        times));
        refuse(put.sessionId(), refusal.get());
        continue;
      }
      Session session = admission.open(put, now);
      roster.add(session);
      admitted.add(session);
      if (journal.find(session.id()).isEmpty()) {
        fresh.put(
            session.id(), GrantJournal.Entry.used(session.address(), session.grant().notAfter()));
      }
    }
    if (!fresh.isEmpty()) {
      try {
        journal.used(fresh);
        doubts.set(Doubt.DISK_NOT_WRITABLE, false);
      } catch (IOException e) {
        doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
        admitted.forEach(session -> turnAway(session, PeerCode.NODE_NOT_READY));
        return List.of();
      }
    }
    return admitted;
  }

  private List<Session> install(List<Session> admitted, boolean everything) {
    List<Session> installed =
        everything ? peers.adopt(admitted, metering::adopt) : peers.install(admitted);
    if (installed.size() < admitted.size()) {
      Set<SessionId> accepted = installed.stream().map(Session::id).collect(Collectors.toSet());
      admitted.stream()
          .filter(session -> !accepted.contains(session.id()))
          .forEach(session -> turnAway(session, PeerCode.INSTALL_FAILED));
    }
    return installed;
  }

  private void turnAway(Session session, PeerCode refusal) {
    roster.remove(session);
    refuse(session.id(), refusal);
  }

  /// Reads counters, signs usage that is due, slows, pauses, ends what is spent or expired, and
  /// mends peers that are not as they should be; all of it later where the last reading was dear.
  ///
  /// @return how soon the next look should come
  public Duration sample() {
    lock.lock();
    try {
      if (closed || roster.size() == 0) {
        return Pace.USUAL.period();
      }
      Duration rest = peers.rest();
      if (!rest.isZero()) {
        return rest;
      }
      List<PeerState> held = peers.held();
      Instant now = clock.instant();
      Duration pace = metering.sample(held, now).period();
      if (!doubts.holds(Doubt.WIREGUARD_FAILING) && !peers.areAsWished(held)) {
        peers.mend(false);
      }
      endAll(roster.where(Session::isSpent), PeerCode.GRANT_SPENT, now);
      if (!doubts.holds(Doubt.CLOCK_UNPROVEN)) {
        // Else it ends with its lease, and goes on if it was the clock that had jumped.
        endAll(roster.where(session -> session.isExpired(now)), PeerCode.GRANT_EXPIRED, now);
      }
      rest = peers.rest();
      return rest.compareTo(pace) > 0 ? rest : pace;
    } finally {
      lock.unlock();
    }
  }

  private void endAll(List<Session> over, PeerCode reason, Instant now) {
    if (!over.isEmpty()) {
      end(over, reason, now);
    }
  }

  /// Takes an ack that came as the answer to a statement.
  public void acked(SessionId id, Signed<Ack> ack) {
    lock.lock();
    try {
      Instant now = clock.instant();
      roster
          .find(id)
          .filter(session -> !closed && metering.take(session, ack, now))
          .ifPresent(session -> leases.pass(List.of(session), now));
    } finally {
      lock.unlock();
    }
  }

  /// Renews every lease whose session may go on, if it is time. In doubt nothing is renewed.
  public void renew() {
    lock.lock();
    try {
      if (!closed) {
        leases.renew(clock.instant());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Admits a peer of the node's own for a moment, as a session would be.
  ///
  /// @param time how long its packets pass
  /// @throws ToolException if WireGuard or the rules don't take it
  public void lend(OwnPeer own, Duration time) throws ToolException {
    lock.lock();
    try {
      if (!closed) {
        peers.lend(own);
        leases.lend(own, time);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Compares WireGuard, firewall and disk with what should be, mends what differs, and keeps the
  /// doubt where that fails.
  public void reconcile() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      proveDisk();
      peers.mend(leases.seenAt() == null);
      leases.mend(clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /// Compares the firewall alone, after somebody changed rules of the host.
  ///
  /// @param generation the kernel's number of the change; 0 if it is not known
  /// @return whether the next change is of interest, too
  public boolean rulesChanged(int generation) {
    lock.lock();
    try {
      if (!closed) {
        leases.changed(generation, clock.instant());
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Before the clock is proven nothing may be forgotten, and no floor set.
  private void keepJournal(Instant now) throws IOException {
    if (!doubts.holds(Doubt.CLOCK_UNPROVEN)) {
      journal.keep(now.getEpochSecond());
    }
  }

  private void proveDisk() {
    try {
      journal.prove();
      keepJournal(clock.instant());
      doubts.set(Doubt.DISK_NOT_WRITABLE, false);
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
  }

  /// Takes no new sessions from here on; running ones go on.
  public void drain(boolean drain) {
    lock.lock();
    try {
      admission.drain(drain);
    } finally {
      lock.unlock();
    }
  }

  /// Hands WireGuard, rules and journal over to another: every session is read and stated a last
  /// time, no lease is left, and whatever comes later changes nothing. Peers stay; what becomes of
  /// them is the other's to say.
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Instant now = clock.instant();
      List<Session> all = List.copyOf(roster.all());
      leases.end(all);
      if (!all.isEmpty()) {
        metering.readLast(all, peers.held(), now);
      }
      all.forEach(session -> metering.state(session, now));
      closed = true;
      journal.close();
    } finally {
      lock.unlock();
    }
  }

  private void end(List<Session> over, @Nullable PeerCode reason, Instant now) {
    leases.end(over);
    if (peers.rest().isZero()) {
      metering.readLast(over, peers.held(), now);
    } // else the last sample was made a moment ago and is the last reading
    peers.remove(over);
    try {
      journal.ended(over.stream().map(Session::id).toList());
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
    for (Session session : over) {
      roster.remove(session);
      metering.state(session, now);
      results.put(session.id(), PeerResult.removed(session.id(), reason));
    }
  }

  private static PeerResult installed(Session session) {
    return PeerResult.installed(session.id(), session.offer(), session.config());
  }

  private void refuse(SessionId id, PeerCode refusal) {
    results.put(id, PeerResult.refused(id, refusal));
  }
}
