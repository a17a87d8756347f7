package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.wire.agent.UsageItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Signs as the client of an [AgentHost] does: what its own WireGuard saw, and over all boots never
/// more than that. Thread-safe.
final class HonestClient implements Function<UsageItem, Optional<Signed<Ack>>> {
  private final AgentHost host;
  private final Map<BootId, Ack> signed = new HashMap<>();

  HonestClient(AgentHost host) {
    this.host = host;
  }

  @Override
  public synchronized Optional<Signed<Ack>> apply(UsageItem item) {
    Usage usage = item.usage().message();
    long[] seen = host.seen();
    long rx = seen[1];
    long tx = seen[0];
    for (Map.Entry<BootId, Ack> other : signed.entrySet()) {
      if (!other.getKey().equals(usage.boot())) {
        rx -= other.getValue().rx().bytes();
        tx -= other.getValue().tx().bytes();
      }
    }
    Ack ack =
        new Ack(
            usage.digest(host.client.domain()),
            new ByteCount(Math.clamp(rx, 0, usage.rx().bytes())),
            new ByteCount(Math.clamp(tx, 0, usage.tx().bytes())));
    signed.put(usage.boot(), ack);
    return Optional.of(TypedMessage.sign(ack, host.client.domain(), host.client.key()));
  }

  /// What the client received and has signed for, over all boots.
  synchronized long signedBytes() {
    return signed.values().stream().mapToLong(ack -> ack.tx().bytes()).sum();
  }
}
