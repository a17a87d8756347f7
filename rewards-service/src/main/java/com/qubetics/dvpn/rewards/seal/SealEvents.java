package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.events.EpochSealed;
import com.qubetics.dvpn.events.EventConsumer;
import com.qubetics.dvpn.events.Topic;
import org.springframework.stereotype.Component;

/// Takes seals from Kafka and anchors from the chain.
@Component
final class SealEvents implements ChainEventHandler {
  private final Seals seals;

  SealEvents(Seals seals, EventConsumer consumers) {
    this.seals = seals;
    consumers.subscribe(Topic.EPOCH_SEALED, EpochSealed.class, told -> seals.record(Seal.of(told)));
  }

  /// Takes the anchor back; the seal stays, as what was sealed.
  @Override
  public void undo(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.Anchored anchored) {
      seals.removeAnchor(
          anchored.epoch().longValueExact(),
          EpochSealed.Kind.valueOf(anchored.kind().name()),
          anchored.version());
    }
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof ChainEvent.Anchored anchored) {
      Seal seal =
          new Seal(
              anchored.epoch().longValueExact(),
              EpochSealed.Kind.valueOf(anchored.kind().name()),
              anchored.version(),
              anchored.root(),
              anchored.leaves().longValueExact(),
              anchored.total(),
              anchored.dataHash());
      seals.record(new Anchor(seal, confirmed.transaction()));
    }
  }
}
