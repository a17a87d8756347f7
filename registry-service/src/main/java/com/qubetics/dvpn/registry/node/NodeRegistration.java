package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Brings what NodeRegistry says into the nodes. Called by the chain follower inside its
/// transaction, in order, once for each confirmed event. An event that comes and one that the chain
/// took back mean the same: the node is what its events say that stand.
@Component
class NodeRegistration implements ChainEventHandler {
  private static final Logger log = LoggerFactory.getLogger(NodeRegistration.class);

  private final NodeChanges changes;
  private final Nodes nodes;
  private final FoldedNodes folded;

  NodeRegistration(NodeChanges changes, Nodes nodes, FoldedNodes folded) {
    this.changes = changes;
    this.nodes = nodes;
    this.folded = folded;
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    look(confirmed.event());
    if (confirmed.event() instanceof ChainEvent.NodeRegistered e) {
      log.info("node registered node={} provider={}", e.node(), e.provider());
    } else if (confirmed.event() instanceof ChainEvent.NodeKeyRotated e) {
      log.info("node key rotated from={} to={}", e.from(), e.to());
    }
  }

  @Override
  public void undo(ConfirmedEvent confirmed) {
    look(confirmed.event());
  }

  private void look(ChainEvent event) {
    for (NodeId id : NodeFacts.nodesOf(event)) {
      Optional<NodeFacts> facts = folded.facts(id);
      if (changes.change(id, node -> node.onChain(facts)).isEmpty() && facts.isPresent()) {
        changes.add(added(id, facts.get(), event));
      }
    }
  }

  private Node added(NodeId id, NodeFacts facts, ChainEvent event) {
    Node node = new Node(id, facts);
    if (event instanceof ChainEvent.NodeKeyRotated rotated) {
      nodes.findByAddress(rotated.from().address().bytes()).ifPresent(node::goesOnFrom);
    }
    return node;
  }
}
