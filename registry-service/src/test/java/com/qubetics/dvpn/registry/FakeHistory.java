package com.qubetics.dvpn.registry;

import com.qubetics.dvpn.chain.ChainHistory;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A chain of events that the test tells, one to a block. Answers with all of them, whatever is
/// asked for.
public final class FakeHistory implements ChainHistory {
  private final List<ConfirmedEvent> events = new CopyOnWriteArrayList<>();

  ConfirmedEvent add(ChainEvent event, Instant at) {
    ConfirmedEvent confirmed =
        new ConfirmedEvent(event, events.size() + 1, Bytes32.ZERO, at, Bytes32.ZERO, 0);
    events.add(confirmed);
    return confirmed;
  }

  void clear() {
    events.clear();
  }

  @Override
  public List<ConfirmedEvent> about(Address subject) {
    return List.copyOf(events);
  }
}
