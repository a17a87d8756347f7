package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.Netlink;
import com.qubetics.dvpn.wireguard.host.Nft;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/// Hears of each change of this network namespace's nftables, whoever makes it, at once: one event
/// a transaction, however much it changes. A thread of its own, since waiting here holds one.
///
/// After each event it rests three times as long as that took, so that somebody who changes rules
/// all the time costs a quarter of a processor at most.
public final class RulesWatch {
  private static final Logger log = System.getLogger("dvpn-node");

  /// `NFNLGRP_NFTABLES`, the event that ends a transaction, and the number in it.
  private static final int GROUPS = 1 << 6;

  private static final int NEW_GENERATION = Nft.SUBSYSTEM << 8 | 15;
  private static final int NUMBER = 1;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final int REST = 3;
  private static final int MISSED = 0;
  private static final int NONE = -1;

  private final Netlink netlink;

  private RulesWatch(Netlink netlink) {
    this.netlink = netlink;
  }

  /// Hears all that changes from here on.
  public static RulesWatch open() throws IOException {
    return new RulesWatch(Netlink.listen(Netlink.NETFILTER, GROUPS, NEW_GENERATION));
  }

  /// @param changed takes the number of each change, 0 where some were missed, and says whether to
  ///   go on
  public void start(IntPredicate changed) {
    Thread.ofPlatform().daemon().name("rules").start(() -> watch(changed));
  }

  private void watch(IntPredicate changed) {
    try (netlink) {
      boolean wanted = true;
      while (wanted) {
        int change = next();
        long from = System.nanoTime();
        wanted = change == NONE || changed.test(change);
        LockSupport.parkNanos((System.nanoTime() - from) * REST);
      }
    }
  }

  /// @return the number of a change
  private int next() {
    try {
      return netlink
          .event(PATIENCE, Netlink.NETFILTER_HEADER)
          .map(event -> event.number(NUMBER, MISSED))
          .orElse(NONE);
    } catch (IOException e) {
      log.log(Level.WARNING, "changes of rules missed: {0}", e.getMessage());
      LockSupport.parkNanos(AFTER_FAILURE.toNanos());
      return MISSED;
    }
  }
}
