package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has the kernel forget connections beside everything else: what comes while it is at work waits,
/// one request an address, and goes in one. A thread lives only while there is something to forget,
/// in the network namespace of who asked first. Thread-safe.
final class Forgetting {
  private static final Logger log = System.getLogger("dvpn-node");

  /// Guarded by this object's own lock, like all fields.
  private final Map<TunnelAddress, Leftovers> waiting = new LinkedHashMap<>();

  private boolean working;

  private final Optional<Cidr6> network6;

  Forgetting(Optional<Cidr6> network6) {
    this.network6 = network6;
  }

  /// The newest word about an address is the one that counts.
  synchronized void add(Collection<Leftovers> over) {
    over.forEach(leftovers -> waiting.put(leftovers.address(), leftovers));
    if (!working && !waiting.isEmpty()) {
      working = true;
      Thread.ofPlatform().daemon().name("forgetting").start(this::work);
    }
  }

  private void work() {
    for (List<Leftovers> next = next(); !next.isEmpty(); next = next()) {
      try (Connections connections = Connections.open(network6)) {
        connections.forget(next);
      } catch (IOException | RuntimeException e) {
        // What is left passes to nobody: it has another session's mark, and no lease.
        log.log(Level.WARNING, "connections not forgotten: {0}", e.getMessage());
      }
    }
  }

  private synchronized List<Leftovers> next() {
    List<Leftovers> next = List.copyOf(waiting.values());
    waiting.clear();
    working = !next.isEmpty();
    return next;
  }
}
