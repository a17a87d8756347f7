package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.Lease;
import com.qubetics.dvpn.agent.firewall.LeaseChange;
import com.qubetics.dvpn.agent.firewall.Leftovers;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/// A firewall that tells how often somebody looked whether it holds.
final class CountedLooks implements Firewall {
  private final Firewall firewall;
  private final AtomicInteger looks = new AtomicInteger();

  CountedLooks(Firewall firewall) {
    this.firewall = firewall;
  }

  int looks() {
    return looks.get();
  }

  @Override
  public void up(Collection<Lease> leases) throws ToolException {
    firewall.up(leases);
  }

  @Override
  public void change(LeaseChange change) throws ToolException {
    firewall.change(change);
  }

  @Override
  public boolean holds() throws ToolException {
    looks.incrementAndGet();
    return firewall.holds();
  }

  @Override
  public boolean isNews(int generation) {
    return firewall.isNews(generation);
  }

  @Override
  public void forget(Collection<Leftovers> over) {
    firewall.forget(over);
  }

  @Override
  public void down() throws ToolException {
    firewall.down();
  }
}
