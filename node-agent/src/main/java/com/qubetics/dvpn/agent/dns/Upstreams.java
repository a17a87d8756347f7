package com.qubetics.dvpn.agent.dns;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Whom to ask first: those that answer in the order they are named in, then those that did not
/// when they were last asked. Who has fallen silent costs one client a second, once: from then on
/// it comes last, until a question of the node's own was answered.
final class Upstreams {
  private final Supplier<List<Upstream>> named;
  private final Set<Upstream> silent = new HashSet<>();

  Upstreams(Supplier<List<Upstream>> named) {
    this.named = named;
  }

  synchronized List<Upstream> inOrder() {
    List<Upstream> all = named.get();
    silent.retainAll(all);
    List<Upstream> order = new ArrayList<>(all);
    order.removeAll(silent);
    all.stream().filter(silent::contains).forEach(order::add);
    return order;
  }

  synchronized void silent(Upstream upstream) {
    silent.add(upstream);
  }

  synchronized void answered(Upstream upstream) {
    silent.remove(upstream);
  }

  /// Who is to be asked whether it is back.
  synchronized List<Upstream> silent() {
    silent.retainAll(named.get());
    return List.copyOf(silent);
  }
}
