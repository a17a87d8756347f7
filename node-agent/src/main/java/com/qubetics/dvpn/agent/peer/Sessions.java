package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.Lease;
import com.qubetics.dvpn.agent.link.Newest;
import com.qubetics.dvpn.agent.link.PeerResult;
import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.agent.link.Revision;
import com.qubetics.dvpn.agent.link.UsageItem;
import com.qubetics.dvpn.agent.usage.Meter;
import com.qubetics.dvpn.agent.usage.Pace;
import com.qubetics.dvpn.agent.wireguard.PeerChange;
import com.qubetics.dvpn.agent.wireguard.PeerState;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import com.qubetics.dvpn.agent.wireguard.WireGuard;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
/// peer installed, what WireGuard holds read back, lease begun, result reported. A crash between
/// two steps leaves at most a remembered grant or a peer without a lease; the first is adopted when
/// the control plane repeats the session, the second passes nothing and is removed by the next
/// [#reconcile]. A session ends the other way round: lease, peer, memory, last usage, result. All
/// public methods take one lock and may be called from any thread.
public final class Sessions {
  /// A lease this much before its end is renewed.
  private static final int RENEWALS_PER_LEASE = 3;

  private final ReentrantLock lock = new ReentrantLock();
  private final Identity identity;
  private final SessionSettings settings;
  private final WireGuard wireGuard;
  private final Firewall firewall;
  private final GrantJournal journal;
  private final Doubts doubts;
  private final Newest<SessionId, PeerResult> results;
  private final Newest<SessionId, UsageItem> statements;
  private final Clock clock;
  private final GrantCheck check;

  private final Map<SessionId, Session> sessions = new LinkedHashMap<>();
  private final Map<TunnelAddress, SessionId> addresses = new HashMap<>();
  private final Map<TunnelKey, SessionId> keys = new HashMap<>();
  private Revision revision = Revision.NONE;
  private @Nullable Instant seenAt;
  private Instant renewedAt = Instant.EPOCH;
  private boolean draining;

  public Sessions(
      Identity identity,
      SessionSettings settings,
      WireGuard wireGuard,
      Firewall firewall,
      GrantJournal journal,
      Doubts doubts,
      Newest<SessionId, PeerResult> results,
      Newest<SessionId, UsageItem> statements,
      Clock clock) {
    this.identity = identity;
    this.settings = settings;
    this.wireGuard = wireGuard;
    this.firewall = firewall;
    this.journal = journal;
    this.doubts = doubts;
    this.results = results;
    this.statements = statements;
    this.clock = clock;
    this.check = new GrantCheck(identity.node(), identity.domain());
  }

  public Revision revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  /// @param sessions how many are served, @param paused how many of them wait for an ack
  public record Counts(
      int sessions, int paused, long rxBytes, long txBytes, @Nullable Instant seen) {}

  public Counts counts() {
    lock.lock();
    try {
      int paused = (int) sessions.values().stream().filter(s -> s.meter().isPaused()).count();
      long rx = sessions.values().stream().mapToLong(s -> s.meter().rxBytes()).sum();
      long tx = sessions.values().stream().mapToLong(s -> s.meter().txBytes()).sum();
      return new Counts(sessions.size(), paused, rx, tx, seenAt);
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
      Instant now = clock.instant();
      seenAt = now;
      if (!revision.admits(answer)) {
        return answer.at().equals(revision);
      }
      boolean everything = answer.full() || revision.equals(Revision.NONE);
      List<Session> over = over(answer, everything);
      List<PeersAnswer.Put> candidates = new ArrayList<>();
      List<SessionId> resumed = new ArrayList<>();
      for (PeersAnswer.Put put : answer.put()) {
        Session session = sessions.get(put.sessionId());
        if (session == null) {
          candidates.add(put);
        } else {
          if (put.ack() != null && takeAck(session, put.ack(), now)) {
            resumed.add(session.id());
          }
          if (everything || put.ack() == null) {
            results.put(session.id(), installed(session));
          }
        }
      }
      change(over, candidates, resumed, now);
      if (everything) {
        // Peers of the agent's last life that nobody wishes any more.
        mendWireGuard();
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
      Session session = sessions.get(id);
      if (session != null) {
        over.add(session);
      } else {
        results.put(id, PeerResult.removed(id, null));
      }
    }
    if (everything) {
      Set<SessionId> wished =
          answer.put().stream().map(PeersAnswer.Put::sessionId).collect(Collectors.toSet());
      for (Session session : sessions.values()) {
        if (!wished.contains(session.id()) && !over.contains(session)) {
          over.add(session);
        }
      }
    }
    return over;
  }

  /// Ends, opens and resumes sessions with one call of each tool.
  private void change(
      List<Session> over, List<PeersAnswer.Put> candidates, List<SessionId> resumed, Instant now) {
    if (!over.isEmpty()) {
      end(over, null, now);
    }
    List<Session> opened = admit(candidates, now);
    if (!opened.isEmpty()) {
      opened = install(opened);
    }
    List<Lease> leases = new ArrayList<>();
    for (Session session : opened) {
      lease(session, now).ifPresent(leases::add);
    }
    for (SessionId id : resumed) {
      Session session = sessions.get(id);
      if (session != null) {
        lease(session, now).ifPresent(leases::add);
      }
    }
    changeLeases(List.of(), leases);
    for (Session session : opened) {
      results.put(session.id(), installed(session));
    }
  }

  /// Verifies candidates one by one and remembers those that pass; refuses the others.
  private List<Session> admit(List<PeersAnswer.Put> candidates, Instant now) {
    List<Session> admitted = new ArrayList<>();
    Map<SessionId, GrantJournal.Entry> fresh = new LinkedHashMap<>();
    for (PeersAnswer.Put put : candidates) {
      Optional<Refusal> refusal = refusal(put, now);
      if (refusal.isPresent()) {
        refuse(put.sessionId(), refusal.get());
        continue;
      }
      Session session = open(put, now);
      register(session);
      admitted.add(session);
      if (journal.find(session.id()).isEmpty()) {
        fresh.put(
            session.id(),
            new GrantJournal.Entry(session.address(), session.grant().notAfter(), false));
      }
    }
    if (!fresh.isEmpty()) {
      try {
        journal.used(fresh);
        doubts.set(Doubt.DISK_NOT_WRITABLE, false);
      } catch (IOException e) {
        doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
        admitted.forEach(
            session -> {
              unregister(session);
              refuse(session.id(), Refusal.NODE_NOT_READY);
            });
        return List.of();
      }
    }
    return admitted;
  }

  private Optional<Refusal> refusal(PeersAnswer.Put put, Instant now) {
    if (draining || doubts.any()) {
      return Optional.of(Refusal.NODE_NOT_READY);
    }
    if (sessions.size() >= settings.maxPeers()) {
      return Optional.of(Refusal.NODE_FULL);
    }
    Optional<Refusal> byGrant = check.refusal(put, now.getEpochSecond());
    return byGrant.isPresent() ? byGrant : conflict(put);
  }

  private Optional<Refusal> conflict(PeersAnswer.Put put) {
    Grant grant = put.grant().message();
    TunnelAddress address;
    try {
      address = TunnelAddress.parse(put.address());
    } catch (IllegalArgumentException e) {
      return Optional.of(Refusal.ADDRESS_INVALID);
    }
    if (!settings.network().isClient(address)) {
      return Optional.of(Refusal.ADDRESS_INVALID);
    }
    if (addresses.containsKey(address)) {
      return Optional.of(Refusal.ADDRESS_IN_USE);
    }
    if (keys.containsKey(grant.tunnelKey()) || grant.tunnelKey().equals(identity.tunnelKey())) {
      return Optional.of(Refusal.KEY_IN_USE);
    }
    Optional<GrantJournal.Entry> known = journal.find(put.sessionId());
    if (known.isPresent()) {
      boolean same = !known.get().ended() && known.get().address().equals(address);
      return same ? Optional.empty() : Optional.of(Refusal.GRANT_USED);
    }
    return grant.notBefore() < journal.floor()
        ? Optional.of(Refusal.GRANT_FORGOTTEN)
        : Optional.empty();
  }

  private Session open(PeersAnswer.Put put, Instant now) {
    Grant grant = put.grant().message();
    ClientConfig config =
        new ClientConfig(put.address(), settings.dns(), 1420, identity.endpoint());
    Offer offer =
        new Offer(
            put.sessionId(),
            identity.tunnelKey(),
            identity.endpoint().hash(),
            config.hash(),
            now.getEpochSecond());
    Meter meter =
        new Meter(
            new Meter.Signer(
                put.sessionId(),
                grant.sessionKey(),
                identity.node(),
                identity.boot(),
                identity.domain(),
                identity.nodeKey()),
            settings.usageInterval().toMillis(),
            now.toEpochMilli());
    return new Session(
        put.sessionId(),
        grant,
        TunnelAddress.parse(put.address()),
        TypedMessage.sign(offer, identity.domain(), identity.nodeKey()),
        config,
        meter);
  }

  /// Installs peers and believes only what WireGuard then says it holds.
  private List<Session> install(List<Session> admitted) {
    Map<TunnelKey, PeerState> held;
    try {
      held = put(admitted);
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
      held = Map.of();
    }
    List<Session> installed = new ArrayList<>();
    for (Session session : admitted) {
      PeerState peer = held.get(session.key());
      if (peer != null && peer.holds(session.address())) {
        session.meter().startAt(peer.rxBytes(), peer.txBytes());
        installed.add(session);
      } else {
        unregister(session);
        refuse(session.id(), Refusal.INSTALL_FAILED);
      }
    }
    return installed;
  }

  private Map<TunnelKey, PeerState> put(List<Session> admitted) throws ToolException {
    try {
      wireGuard.apply(admitted.stream().<PeerChange>map(Session::put).toList());
    } catch (ToolException e) {
      // One of them was not accepted: let each fail alone.
      for (Session session : admitted) {
        try {
          wireGuard.apply(List.of(session.put()));
        } catch (ToolException alone) {
          continue;
        }
      }
    }
    return byKey(wireGuard.peers());
  }

  /// Reads counters, signs usage that is due, pauses, and ends what is spent or expired.
  ///
  /// @return how soon the next look should come
  public Pace sample() {
    lock.lock();
    try {
      if (sessions.isEmpty()) {
        return Pace.LAZY;
      }
      Map<TunnelKey, PeerState> held;
      try {
        held = byKey(wireGuard.peers());
      } catch (ToolException e) {
        doubts.raise(Doubt.WIREGUARD_FAILING, e);
        return Pace.LAZY;
      }
      Instant now = clock.instant();
      long millis = now.toEpochMilli();
      List<TunnelAddress> paused = new ArrayList<>();
      List<Session> due = new ArrayList<>();
      Pace pace = Pace.LAZY;
      for (Session session : sessions.values()) {
        Meter meter = session.meter();
        boolean before = meter.isPaused();
        PeerState peer = held.get(session.key());
        if (peer != null) {
          meter.read(peer.rxBytes(), peer.txBytes(), millis);
        }
        if (meter.isPaused() && !before) {
          paused.add(session.address());
          due.add(session);
        } else if (meter.isDue(millis)) {
          due.add(session);
        }
        pace = pace.or(meter.pace(millis));
      }
      // First the packets stop, then the papers are written.
      changeLeases(paused, List.of());
      due.forEach(session -> state(session, now));
      endByThemselves(now);
      return pace;
    } finally {
      lock.unlock();
    }
  }

  private void endByThemselves(Instant now) {
    List<Session> spent = sessions.values().stream().filter(Session::isSpent).toList();
    if (!spent.isEmpty()) {
      end(spent, Refusal.GRANT_SPENT, now);
    }
    List<Session> expired = sessions.values().stream().filter(s -> s.isExpired(now)).toList();
    if (!expired.isEmpty()) {
      end(expired, Refusal.GRANT_EXPIRED, now);
    }
  }

  /// Takes an ack that came as the answer to a statement.
  public void acked(SessionId id, Signed<Ack> ack) {
    lock.lock();
    try {
      Instant now = clock.instant();
      Session session = sessions.get(id);
      if (session != null && takeAck(session, ack, now)) {
        lease(session, now).ifPresent(lease -> changeLeases(List.of(), List.of(lease)));
      }
    } finally {
      lock.unlock();
    }
  }

  /// @return whether the session was paused and goes on
  private boolean takeAck(Session session, Signed<Ack> ack, Instant now) {
    boolean paused = session.meter().isPaused();
    if (!session.meter().take(ack) || !paused || session.meter().isPaused()) {
      return false;
    }
    state(session, now);
    return true;
  }

  /// Renews every lease whose session may go on, if it is time. In doubt nothing is renewed.
  public void renew() {
    lock.lock();
    try {
      Instant now = clock.instant();
      Duration age = Duration.between(renewedAt, now);
      Duration period = settings.lease().dividedBy(RENEWALS_PER_LEASE);
      // A clock set back makes the age negative: renew then too.
      if (!age.isNegative() && age.compareTo(period) < 0) {
        return;
      }
      renewedAt = now;
      changeLeases(List.of(), leases(now));
    } finally {
      lock.unlock();
    }
  }

  private List<Lease> leases(Instant now) {
    return sessions.values().stream().flatMap(s -> lease(s, now).stream()).toList();
  }

  private Optional<Lease> lease(Session session, Instant now) {
    Instant seen = seenAt;
    if (seen == null || doubts.any() || session.meter().isPaused()) {
      return Optional.empty();
    }
    Duration time = session.leaseTime(settings.lease(), seen.plus(settings.grace()), now);
    return time.toMillis() <= 0
        ? Optional.empty()
        : Optional.of(new Lease(session.address(), time));
  }

  private void changeLeases(Collection<TunnelAddress> ended, Collection<Lease> renewed) {
    try {
      firewall.change(ended, renewed);
    } catch (ToolException e) {
      doubts.raise(Doubt.FIREWALL_CHANGED, e);
    }
  }

  /// Compares WireGuard, firewall and disk with what should be, mends what differs, and keeps the
  /// doubt where that fails.
  public void reconcile() {
    lock.lock();
    try {
      Instant now = clock.instant();
      proveDisk();
      mendWireGuard();
      mendFirewall(now);
    } finally {
      lock.unlock();
    }
  }

  private void proveDisk() {
    try {
      journal.prove();
      doubts.set(Doubt.DISK_NOT_WRITABLE, false);
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
  }

  private void mendWireGuard() {
    try {
      if (doubts.holds(Doubt.WIREGUARD_FAILING)) {
        wireGuard.up();
      }
      List<PeerChange> changes = differences(wireGuard.peers());
      if (!changes.isEmpty()) {
        wireGuard.apply(changes);
        changes = differences(wireGuard.peers());
      }
      doubts.set(Doubt.WIREGUARD_FAILING, !changes.isEmpty());
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
    }
  }

  /// Before the first answer of the control plane, peers of the agent's last life stay: they have
  /// no lease, and the answer may want them again.
  private List<PeerChange> differences(List<PeerState> peers) {
    List<PeerChange> changes = new ArrayList<>();
    if (seenAt != null) {
      for (PeerState peer : peers) {
        if (!keys.containsKey(peer.key())) {
          changes.add(new PeerChange.Remove(peer.key()));
        }
      }
    }
    Map<TunnelKey, PeerState> held = byKey(peers);
    for (Session session : sessions.values()) {
      PeerState peer = held.get(session.key());
      if (peer == null || !peer.holds(session.address())) {
        changes.add(session.put());
      }
    }
    return changes;
  }

  private void mendFirewall(Instant now) {
    try {
      if (!firewall.holds()) {
        doubts.set(Doubt.FIREWALL_CHANGED, true);
        firewall.up(List.of());
        boolean holds = firewall.holds();
        doubts.set(Doubt.FIREWALL_CHANGED, !holds);
        changeLeases(List.of(), leases(now));
      } else {
        doubts.set(Doubt.FIREWALL_CHANGED, false);
      }
    } catch (ToolException e) {
      doubts.raise(Doubt.FIREWALL_CHANGED, e);
    }
  }

  /// Takes no new sessions from here on; running ones go on.
  public void drain(boolean drain) {
    lock.lock();
    try {
      draining = drain;
    } finally {
      lock.unlock();
    }
  }

  private void end(List<Session> over, @Nullable Refusal reason, Instant now) {
    List<TunnelAddress> ended = over.stream().map(Session::address).toList();
    changeLeases(ended, List.of());
    lastReading(over, now);
    try {
      wireGuard.apply(over.stream().<PeerChange>map(s -> new PeerChange.Remove(s.key())).toList());
    } catch (ToolException e) {
      // The peer stays without a lease until reconcile removes it.
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
    }
    try {
      journal.ended(over.stream().map(Session::id).toList());
    } catch (IOException e) {
      doubts.raise(Doubt.DISK_NOT_WRITABLE, e);
    }
    firewall.forget(ended);
    for (Session session : over) {
      unregister(session);
      state(session, now);
      results.put(
          session.id(), PeerResult.removed(session.id(), reason == null ? null : reason.name()));
    }
  }

  private void lastReading(List<Session> over, Instant now) {
    try {
      Map<TunnelKey, PeerState> held = byKey(wireGuard.peers());
      for (Session session : over) {
        PeerState peer = held.get(session.key());
        if (peer != null) {
          session.meter().read(peer.rxBytes(), peer.txBytes(), now.toEpochMilli());
        }
      }
    } catch (ToolException e) {
      doubts.raise(Doubt.WIREGUARD_FAILING, e);
    }
  }

  private void state(Session session, Instant now) {
    Signed<Usage> usage = session.meter().sign(now.toEpochMilli());
    statements.put(session.id(), new UsageItem(usage, session.meter().isPaused()));
  }

  private static PeerResult installed(Session session) {
    return PeerResult.installed(session.id(), session.offer(), session.config());
  }

  private void refuse(SessionId id, Refusal refusal) {
    results.put(id, PeerResult.refused(id, refusal.name()));
  }

  private void register(Session session) {
    sessions.put(session.id(), session);
    addresses.put(session.address(), session.id());
    keys.put(session.key(), session.id());
  }

  private void unregister(Session session) {
    sessions.remove(session.id());
    addresses.remove(session.address());
    keys.remove(session.key());
  }

  private static Map<TunnelKey, PeerState> byKey(List<PeerState> peers) {
    return peers.stream().collect(Collectors.toMap(PeerState::key, peer -> peer, (a, b) -> a));
  }
}
