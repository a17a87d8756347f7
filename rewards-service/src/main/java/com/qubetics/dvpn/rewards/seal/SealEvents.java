package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.events.EventConsumer;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Seal;
import org.springframework.stereotype.Component;

/// Takes seals from Kafka and anchors from the chain.
@Component
final class SealEvents implements ChainEventHandler {
  private final Seals seals;

  SealEvents(Seals seals, EventConsumer consumers) {
    this.seals = seals;
    consumers.subscribe(Topic.EPOCH_SEALED, Seal.class, seals::record);
  }

  /// Takes the anchor back; the seal stays, as what was sealed.
  @Override
  public void undo(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.Anchored anchored) {
      seals.removeAnchor(anchored.epoch().longValueExact(), anchored.kind(), anchored.version());
    }
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.Anchored anchored) {
      seals.record(new AnchoredSeal(anchored.seal(), confirmed.transaction()));
    }
  }
}
