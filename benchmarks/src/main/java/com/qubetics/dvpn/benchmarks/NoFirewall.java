package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.Lease;
import com.qubetics.dvpn.agent.firewall.LeaseChange;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.Collection;

/// Leases that cost nothing: what is left is WireGuard's part, as `wg` knows no leases.
final class NoFirewall implements Firewall {
  @Override
  public void up(Collection<Lease> leases) {}

  @Override
  public void change(LeaseChange change) {}

  @Override
  public boolean holds() {
    return true;
  }

  @Override
  public void forget(Collection<TunnelAddress> addresses) {}

  @Override
  public void down() {}
}
