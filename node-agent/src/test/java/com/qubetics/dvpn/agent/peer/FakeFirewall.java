package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.Lease;
import com.qubetics.dvpn.agent.firewall.LeaseChange;
import com.qubetics.dvpn.agent.firewall.Leftovers;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Leases that end by a clock, as the kernel's do.
public final class FakeFirewall implements Firewall {
  /// The number of a change of rules that is this firewall's own.
  static final int OWN_CHANGE = 7;

  private final Clock clock;
  private final Map<TunnelAddress, Instant> ends = new ConcurrentHashMap<>();
  private final Map<TunnelAddress, Long> limits = new ConcurrentHashMap<>();
  final Set<TunnelAddress> forgotten = new HashSet<>();
  boolean tampered;
  boolean broken;

  public FakeFirewall(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void up(Collection<Lease> leases) throws ToolException {
    check();
    tampered = false;
    ends.clear();
    limits.clear();
    change(LeaseChange.renewing(leases));
  }

  @Override
  public void change(LeaseChange change) throws ToolException {
    check();
    change.ended().forEach(ends::remove);
    change.ended().forEach(limits::remove);
    change.freed().forEach(limits::remove);
    change
        .renewed()
        .forEach(lease -> ends.put(lease.address(), clock.instant().plus(lease.time())));
    change.slowed().forEach(limit -> limits.put(limit.address(), limit.kibibytes()));
  }

  @Override
  public boolean holds() throws ToolException {
    check();
    return !tampered;
  }

  @Override
  public boolean isNews(int generation) {
    return generation != OWN_CHANGE;
  }

  @Override
  public void forget(Collection<Leftovers> over) {
    over.stream()
        .filter(leftovers -> leftovers.spared() == null)
        .forEach(leftovers -> forgotten.add(leftovers.address()));
  }

  @Override
  public void down() {
    ends.clear();
  }

  /// KiB a second, of a session that is slowed.
  public Optional<Long> limit(String address) {
    return Optional.ofNullable(limits.get(TunnelAddress.parse(address)));
  }

  public boolean passes(String address) {
    Instant end = ends.get(TunnelAddress.parse(address));
    return end != null && clock.instant().isBefore(end);
  }

  private void check() throws ToolException {
    if (broken) {
      throw new ToolException("nft: exit code 1: not permitted");
    }
  }
}
