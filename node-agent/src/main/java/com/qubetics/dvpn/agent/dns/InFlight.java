package com.qubetics.dvpn.agent.dns;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// What is being answered: so much in all, so much for one client. Knows an address as long as
/// something of its is under way, and no longer.
final class InFlight {
  private final int most;
  private final int mostForOne;
  private final Map<InetAddress, Integer> under = new HashMap<>();
  private int all;

  InFlight(int most, int mostForOne) {
    this.most = most;
    this.mostForOne = mostForOne;
  }

  /// @return whether there was room; if so, [#leave] has to follow
  synchronized boolean enter(InetAddress client) {
    int own = under.getOrDefault(client, 0);
    if (all == most || own == mostForOne) {
      return false;
    }
    under.put(client, own + 1);
    all++;
    return true;
  }

  synchronized void leave(InetAddress client) {
    under.computeIfPresent(client, (same, own) -> own == 1 ? null : own - 1);
    all--;
  }
}
