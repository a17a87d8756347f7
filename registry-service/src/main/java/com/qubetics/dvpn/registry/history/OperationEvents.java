package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.registry.history.Operations.KeyOwner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Records what the chain says of nodes and providers. Passes are left out on purpose: who bought
/// one is a user, and nobody's business (invariant I11).
@Component
class OperationEvents implements ChainEventHandler {
  private final Operations operations;
  private final JsonMapper json;

  OperationEvents(Operations operations, JsonMapper json) {
    this.operations = operations;
    this.json = json;
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    switch (confirmed.event()) {
      case ChainEvent.NodeRegistered e -> registered(confirmed, e);
      case ChainEvent.NodeUpdated e -> happened(confirmed, e.node());
      case ChainEvent.NodeKeyRotated e -> happened(confirmed, e.from(), e.to());
      case ChainEvent.DepositChanged e -> happened(confirmed, e.node());
      case ChainEvent.BufferChanged e -> happened(confirmed, e.node());
      case ChainEvent.NodeSuspended e -> happened(confirmed, e.node());
      case ChainEvent.NodeResumed e -> happened(confirmed, e.node());
      case ChainEvent.ExitAnnounced e -> happened(confirmed, e.node());
      case ChainEvent.NodeWithdrawn e -> happened(confirmed, e.node());
      case ChainEvent.NodeJailed e -> happened(confirmed, e.node());
      case ChainEvent.NodeExpelled e -> happened(confirmed, e.node());
      case ChainEvent.SlashProposed e -> happened(confirmed, e.node());
      case ChainEvent.SlashContested e -> happened(confirmed, e.node());
      case ChainEvent.SlashApproved e -> happened(confirmed, e.node());
      case ChainEvent.SlashExecuted e -> happened(confirmed, e.node());
      case ChainEvent.SlashDropped e -> happened(confirmed, e.node());
      case ChainEvent.Claimed e -> add(confirmed, null, null, e.account());
      case ChainEvent.Swept e -> {}
      case ChainEvent.Anchored e -> {}
      case ChainEvent.Settled e -> {}
      case ChainEvent.PassBought e -> {}
      case ChainEvent.Funded e -> {}
      case ChainEvent.RootProposed e -> {}
      case ChainEvent.RootFinalised e -> {}
      case ChainEvent.RootVetoed e -> {}
      case ChainEvent.PriceChanged e -> {}
      case ChainEvent.CapChanged e -> {}
    }
  }

  /// The newest comes first, so that each is undone in the state that it left.
  @Override
  public void undo(ConfirmedEvent confirmed) {
    operations.remove(place(confirmed));
  }

  /// A key that was here before and left lives on under its first name, with its new provider.
  private void registered(ConfirmedEvent confirmed, ChainEvent.NodeRegistered e) {
    NodeId life = operations.standing(e.node()).map(KeyOwner::life).orElse(e.node());
    add(confirmed, e.node(), life, e.provider());
  }

  private void happened(ConfirmedEvent confirmed, NodeId node) {
    happened(confirmed, node, node);
  }

  /// @param known the key by which the node was known before the event
  /// @param node the key by which it is known after
  private void happened(ConfirmedEvent confirmed, NodeId known, NodeId node) {
    Optional<KeyOwner> standing = operations.standing(known);
    add(
        confirmed,
        node,
        standing.map(KeyOwner::life).orElse(known),
        standing.map(KeyOwner::provider).orElse(null));
  }

  private void add(
      ConfirmedEvent confirmed,
      @Nullable NodeId node,
      @Nullable NodeId life,
      @Nullable Account provider) {
    operations.add(
        new Operation(
            place(confirmed),
            confirmed.event().getClass().getSimpleName(),
            node,
            provider,
            confirmed.blockTime(),
            confirmed.transaction(),
            json.writeValueAsString(confirmed.event())),
        life);
  }

  private static LogPosition place(ConfirmedEvent confirmed) {
    return new LogPosition(confirmed.block(), confirmed.logIndex());
  }
}
