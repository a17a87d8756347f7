package com.qubetics.dvpn.agent.dns;

import java.util.List;
import java.util.Optional;

/// The resolvers that a `resolv.conf` names (`man 5 resolv.conf`), in its order; lines that make no
/// sense are passed over, as everybody does who reads it.
record ResolvConf(List<Upstream> resolvers) {
  private static final int MOST = 8;
  private static final String STUB = "127.0.0.53";

  ResolvConf {
    resolvers = List.copyOf(resolvers);
  }

  static ResolvConf parse(String text) {
    return new ResolvConf(
        text.lines()
            .map(String::strip)
            .map(line -> line.split("\\s+", 3))
            .filter(words -> words.length > 1 && words[0].equals("nameserver"))
            .flatMap(words -> upstream(words[1]).stream())
            .distinct()
            .limit(MOST)
            .toList());
  }

  private static Optional<Upstream> upstream(String text) {
    try {
      return Optional.of(Upstream.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether it leads to systemd-resolved, which has the real ones.
  boolean isStub() {
    return resolvers.stream().anyMatch(upstream -> upstream.toString().equals(STUB));
  }
}
