package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the chain says of a node: the fold of its events since it was registered. Made by
/// [FoldedNodes], and replaced as a whole.
@Embeddable
class NodeFacts {
  @Convert(converter = Columns.AccountColumn.class)
  Account provider;

  @Convert(converter = Columns.TunnelKeyColumn.class)
  TunnelKey tunnelKey;

  @Convert(converter = Columns.Bytes32Column.class)
  Bytes32 endpointHash;

  @Convert(converter = Columns.AmountColumn.class)
  TokenAmount deposit;

  @Convert(converter = Columns.AmountColumn.class)
  TokenAmount buffer;

  /// Block time.
  Instant registeredAt;

  boolean suspended;
  @Nullable Instant jailedUntil;
  @Nullable Instant withdrawableAt;
  boolean expelled;
  boolean withdrawn;

  /// The next node key; this one is retired for good.
  @Convert(converter = Columns.NodeColumn.class)
  @Nullable NodeId successor;

  /// Since when; block time.
  @Nullable Instant retiredAt;

  @SuppressWarnings("NullAway.Init")
  protected NodeFacts() {}

  NodeFacts(ChainEvent.NodeRegistered event, Instant at) {
    provider = event.provider();
    tunnelKey = event.tunnelKey();
    endpointHash = event.endpointHash();
    deposit = event.deposit();
    buffer = event.buffer();
    registeredAt = at;
  }

  /// The nodes that an event changes, in the order in which to look at them; none for other events.
  static List<NodeId> nodesOf(ChainEvent event) {
    return switch (event) {
      case ChainEvent.NodeRegistered e -> List.of(e.node());
      case ChainEvent.NodeUpdated e -> List.of(e.node());
      case ChainEvent.NodeKeyRotated e -> List.of(e.from(), e.to());
      case ChainEvent.DepositChanged e -> List.of(e.node());
      case ChainEvent.BufferChanged e -> List.of(e.node());
      case ChainEvent.NodeSuspended e -> List.of(e.node());
      case ChainEvent.NodeResumed e -> List.of(e.node());
      case ChainEvent.ExitAnnounced e -> List.of(e.node());
      case ChainEvent.NodeWithdrawn e -> List.of(e.node());
      case ChainEvent.NodeJailed e -> List.of(e.node());
      case ChainEvent.NodeExpelled e -> List.of(e.node());
      default -> List.of();
    };
  }

  /// Takes the next event of this node.
  ///
  /// @param at block time
  void take(ChainEvent event, Instant at) {
    switch (event) {
      case ChainEvent.NodeUpdated e -> {
        tunnelKey = e.tunnelKey();
        endpointHash = e.endpointHash();
      }
      case ChainEvent.NodeKeyRotated e -> {
        successor = e.to();
        retiredAt = at;
      }
      case ChainEvent.DepositChanged e -> deposit = e.deposit();
      case ChainEvent.BufferChanged e -> buffer = e.buffer();
      case ChainEvent.NodeSuspended e -> suspended = true;
      case ChainEvent.NodeResumed e -> suspended = false;
      case ChainEvent.ExitAnnounced e -> withdrawableAt = e.withdrawableAt();
      case ChainEvent.NodeWithdrawn e -> withdrawn = true;
      case ChainEvent.NodeJailed e -> jailedUntil = e.until();
      case ChainEvent.NodeExpelled e -> expelled = true;
      default -> throw new IllegalArgumentException("not an event of a registered node: " + event);
    }
  }
}
