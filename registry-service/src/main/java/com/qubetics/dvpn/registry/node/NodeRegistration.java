package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Brings what NodeRegistry says into the nodes. Called by the chain follower inside its
/// transaction, in order, once for each confirmed event.
@Component
class NodeRegistration implements ChainEventHandler {
  private static final Logger log = LoggerFactory.getLogger(NodeRegistration.class);

  private final Directory directory;
  private final Nodes nodes;

  NodeRegistration(Directory directory, Nodes nodes) {
    this.directory = directory;
    this.nodes = nodes;
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    switch (confirmed.event()) {
      case ChainEvent.NodeRegistered e -> register(e, confirmed.blockTime());
      case ChainEvent.NodeUpdated e ->
          change(e.node(), node -> node.updated(e.tunnelKey(), e.endpointHash()));
      case ChainEvent.NodeKeyRotated e -> rotate(e.from(), e.to());
      case ChainEvent.DepositChanged e -> change(e.node(), node -> node.deposited(e.deposit()));
      case ChainEvent.BufferChanged e -> change(e.node(), node -> node.buffered(e.buffer()));
      case ChainEvent.NodeSuspended e -> change(e.node(), node -> node.suspended(true));
      case ChainEvent.NodeResumed e -> change(e.node(), node -> node.suspended(false));
      case ChainEvent.ExitAnnounced e ->
          change(e.node(), node -> node.exitAnnounced(e.withdrawableAt()));
      case ChainEvent.NodeWithdrawn e -> change(e.node(), Node::withdrawn);
      case ChainEvent.NodeJailed e -> change(e.node(), node -> node.jailed(e.until()));
      case ChainEvent.NodeExpelled e -> change(e.node(), Node::expelled);
      default -> {
        // Events of the other contracts.
      }
    }
  }

  private void register(ChainEvent.NodeRegistered e, Instant at) {
    Optional<Node> known =
        directory.change(
            e.node(),
            node ->
                node.registeredAgain(
                    e.provider(), e.tunnelKey(), e.endpointHash(), e.deposit(), e.buffer(), at));
    if (known.isEmpty()) {
      directory.add(
          new Node(
              e.node(),
              e.provider(),
              e.tunnelKey(),
              e.endpointHash(),
              e.deposit(),
              e.buffer(),
              at));
    }
    log.info("node registered node={} provider={}", e.node(), e.provider());
  }

  private void rotate(NodeId from, NodeId to) {
    nodes
        .lock(from.toString())
        .ifPresent(
            old -> {
              directory.add(old.rotatedTo(to));
              change(from, node -> {});
            });
    log.info("node key rotated from={} to={}", from, to);
  }

  private void change(NodeId id, Consumer<Node> change) {
    if (directory.change(id, change).isEmpty()) {
      log.warn("event of an unknown node node={}", id);
    }
  }
}
