package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.Lease;
import com.qubetics.dvpn.agent.firewall.LeaseChange;
import com.qubetics.dvpn.agent.firewall.Leftovers;
import com.qubetics.dvpn.agent.firewall.SpeedLimit;
import com.qubetics.dvpn.agent.usage.Flow;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which sessions' packets may pass and for how long, and the rules that see to it. Guarded by the
/// lock of [Sessions].
final class Leases {
  /// A lease is renewed this often in its time.
  private static final int RENEWALS_PER_LEASE = 3;

  private final SessionSettings settings;
  private final Roster roster;
  private final Firewall firewall;
  private final Doubts doubts;
  private @Nullable Instant seenAt;
  private Instant renewedAt = Instant.EPOCH;

  /// Until when each session may pass that may pass at all.
  private final Map<TunnelAddress, Instant> ends = new HashMap<>();

  Leases(SessionSettings settings, Roster roster, Firewall firewall, Doubts doubts) {
    this.settings = settings;
    this.roster = roster;
    this.firewall = firewall;
    this.doubts = doubts;
  }

  /// The control plane was heard from: the grace begins anew.
  void seen(Instant now) {
    seenAt = now;
  }

  /// When the control plane was last heard from; null: never in this life of the agent.
  @Nullable Instant seenAt() {
    return seenAt;
  }

  /// The lease that a session may have; none in doubt, while it is paused, and after the grace.
  private Optional<Lease> of(Session session, Instant now) {
    Instant seen = seenAt;
    if (seen != null && seen.isAfter(now)) {
      // The clock was set back, which must not make the grace longer.
      seen = now;
      seenAt = now;
    }
    if (seen == null || doubts.endLeases() || session.meter().isPaused()) {
      return Optional.empty();
    }
    Duration time = session.leaseTime(settings.lease(), seen.plus(settings.grace()), now);
    return time.toMillis() <= 0
        ? Optional.empty()
        : Optional.of(new Lease(session.address(), session.mark(), time));
  }

  /// Renews every lease whose session may go on, if it is time. What a flowtable carries of one
  /// whose lease ran out is forgotten: it must not outlast it.
  void renew(Instant now) {
    Duration age = Duration.between(renewedAt, now);
    Duration period = settings.lease().dividedBy(RENEWALS_PER_LEASE);
    // A clock set back makes the age negative: renew then too.
    if (age.isNegative() || age.compareTo(period) >= 0) {
      renewedAt = now;
      change(LeaseChange.renewing(leasesOf(roster.all(), now)));
    }
    List<TunnelAddress> over =
        ends.entrySet().stream()
            .filter(end -> end.getValue().isBefore(now))
            .map(Map.Entry::getKey)
            .toList();
    ends.keySet().removeAll(over);
    forgetPastTheRules(over);
  }

  /// Lets the node's own peer pass for a moment, whatever is in doubt: what it finds ends doubts.
  void lend(OwnPeer own, Duration time) throws ToolException {
    firewall.change(LeaseChange.renewing(List.of(own.lease(time))));
  }

  /// Ends leases; their speed limits and connections with them.
  void end(Collection<Session> sessions) {
    change(LeaseChange.ending(addresses(sessions)));
    forgetAddresses(addresses(sessions));
  }

  /// Stops sessions that are paused and limits those that are slowed, with one call.
  void hold(Collection<Session> paused, Collection<Session> slowed) {
    change(new LeaseChange(addresses(paused), List.of(), limits(slowed), List.of()));
    forgetPastTheRules(addresses(paused));
  }

  /// Lets sessions pass that are new or go on, as fast as each may.
  void pass(Collection<Session> sessions, Instant now) {
    List<Session> free =
        sessions.stream().filter(session -> session.meter().flow() == Flow.FREE).toList();
    change(new LeaseChange(List.of(), leasesOf(sessions, now), limits(sessions), addresses(free)));
  }

  /// What others opened at the addresses of sessions that begin is over.
  void begin(Collection<Session> sessions) {
    firewall.forget(
        sessions.stream()
            .map(session -> Leftovers.before(session.address(), session.mark()))
            .toList());
  }

  private List<Lease> leasesOf(Collection<Session> sessions, Instant now) {
    List<Lease> leases = sessions.stream().flatMap(session -> of(session, now).stream()).toList();
    leases.forEach(lease -> ends.put(lease.address(), now.plus(lease.time())));
    return leases;
  }

  private static List<SpeedLimit> limits(Collection<Session> sessions) {
    return sessions.stream()
        .filter(session -> session.meter().flow() == Flow.SLOWED)
        .map(session -> SpeedLimit.ofBytes(session.address(), session.meter().speed()))
        .toList();
  }

  private static List<TunnelAddress> addresses(Collection<Session> sessions) {
    return sessions.stream().map(Session::address).toList();
  }

  private void change(LeaseChange change) {
    change.ended().forEach(ends::remove);
    try {
      firewall.change(change);
    } catch (ToolException e) {
      doubts.raise(Doubt.FIREWALL_CHANGED, e);
    }
  }

  private void forgetPastTheRules(Collection<TunnelAddress> addresses) {
    firewall.forget(addresses.stream().map(Leftovers::pastTheRules).toList());
  }

  void forgetAddresses(Collection<TunnelAddress> addresses) {
    firewall.forget(addresses.stream().map(Leftovers::all).toList());
  }

  /// Looks at the rules after a change of the host's, unless it was this agent's own.
  ///
  /// @param generation the kernel's number of the change
  void changed(int generation, Instant now) {
    if (firewall.isNews(generation)) {
      mend(now);
    }
  }

  /// Puts the rules back if they are not as written; the leases with them once they hold again.
  void mend(Instant now) {
    try {
      if (firewall.holds()) {
        doubts.set(Doubt.FIREWALL_CHANGED, false);
        return;
      }
      doubts.set(Doubt.FIREWALL_CHANGED, true);
      firewall.up(List.of());
      doubts.set(Doubt.FIREWALL_CHANGED, !firewall.holds());
      pass(roster.all(), now);
    } catch (ToolException e) {
      doubts.raise(Doubt.FIREWALL_CHANGED, e);
    }
  }
}
