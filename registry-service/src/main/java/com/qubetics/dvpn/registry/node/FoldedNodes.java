package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.chain.ChainHistory;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Folds the events that stand on the chain into a node's facts. A node key that came by rotation
/// begins with what its predecessor was at that moment.
@Component
class FoldedNodes {
  private final ChainHistory history;

  FoldedNodes(ChainHistory history) {
    this.history = history;
  }

  /// A node's facts; empty if the chain does not know it.
  Optional<NodeFacts> facts(NodeId node) {
    return Optional.ofNullable(fold(node, null));
  }

  /// @param end the event to stop before; null: none
  private @Nullable NodeFacts fold(NodeId node, @Nullable ConfirmedEvent end) {
    NodeFacts facts = null;
    for (ConfirmedEvent confirmed : history.about(node.address())) {
      if (confirmed.equals(end)) {
        break;
      }
      ChainEvent event = confirmed.event();
      if (!NodeFacts.nodesOf(event).contains(node)) {
        continue;
      }
      if (event instanceof ChainEvent.NodeRegistered registered) {
        facts = new NodeFacts(registered, confirmed.blockTime());
      } else if (event instanceof ChainEvent.NodeKeyRotated rotated && rotated.to().equals(node)) {
        facts = fold(rotated.from(), confirmed);
      } else if (facts != null) {
        facts.take(event, confirmed.blockTime());
      }
    }
    return facts;
  }
}
