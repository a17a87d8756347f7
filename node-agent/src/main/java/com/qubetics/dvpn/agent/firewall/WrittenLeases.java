package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The leases that this agent wrote and when they end, to compare with what the kernel holds. Times
/// are nanoseconds of a clock that only goes forward. One thread at a time.
final class WrittenLeases {
  /// By so much a kernel under load may be late, or a listing old.
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final Map<TunnelAddress, Long> ends = new HashMap<>();

  void clear() {
    ends.clear();
  }

  void change(Collection<TunnelAddress> ended, Collection<Lease> renewed, long now) {
    ended.forEach(ends::remove);
    renewed.forEach(lease -> ends.put(lease.address(), now + lease.time().toNanos()));
  }

  /// Whether the kernel holds these leases, each with its end, and no others.
  boolean areHeldIn(HeldLeases held, long now) {
    ends.values().removeIf(end -> end + MARGIN.toNanos() < now);
    for (Map.Entry<TunnelAddress, Duration> lease : held.left().entrySet()) {
      Long end = ends.get(lease.getKey());
      if (end == null
          || lease.getValue().minus(MARGIN).compareTo(Duration.ofNanos(end - now)) > 0) {
        return false;
      }
    }
    return ends.entrySet().stream()
        .noneMatch(
            written ->
                written.getValue() > now + MARGIN.toNanos()
                    && !held.left().containsKey(written.getKey()));
  }
}
