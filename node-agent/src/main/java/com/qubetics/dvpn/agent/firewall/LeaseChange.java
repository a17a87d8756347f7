package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.Collection;
import java.util.List;

/// What becomes of leases and speed limits in one step.
///
/// @param ended addresses whose lease ends, and their speed limit with it
/// @param renewed leases that begin or run on; their speed limits stay as they are
/// @param slowed speed limits that begin
/// @param freed addresses whose speed limit ends, if they have one
public record LeaseChange(
    Collection<TunnelAddress> ended,
    Collection<Lease> renewed,
    Collection<SpeedLimit> slowed,
    Collection<TunnelAddress> freed) {

  public LeaseChange {
    ended = List.copyOf(ended);
    renewed = List.copyOf(renewed);
    slowed = List.copyOf(slowed);
    freed = List.copyOf(freed);
  }

  public static LeaseChange ending(Collection<TunnelAddress> ended) {
    return new LeaseChange(ended, List.of(), List.of(), List.of());
  }

  public static LeaseChange renewing(Collection<Lease> renewed) {
    return new LeaseChange(List.of(), renewed, List.of(), List.of());
  }
}
