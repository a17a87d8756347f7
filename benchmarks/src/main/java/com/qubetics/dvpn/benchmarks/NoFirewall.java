package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.Lease;
import com.qubetics.dvpn.agent.firewall.LeaseChange;
import com.qubetics.dvpn.agent.firewall.Leftovers;
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
  public boolean isNews(int generation) {
    return false;
  }

  @Override
  public void forget(Collection<Leftovers> over) {}

  @Override
  public void down() {}
}
