package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The one way to change a node: under its row's lock, followed by a fresh look at its life, and by
/// a record on `node.directory` if anything public has changed.
@Component
public class NodeChanges {
  private static final Limit OVERDUE = Limit.of(200);

  private final Nodes nodes;
  private final Outbox outbox;
  private final ActivationRules settings;
  private final Clock clock;

  NodeChanges(Nodes nodes, Outbox outbox, ActivationRules settings, Clock clock) {
    this.nodes = nodes;
    this.outbox = outbox;
    this.settings = settings;
    this.clock = clock;
  }

  /// Applies `change` to a node in the caller's transaction.
  ///
  /// @return the node after it; empty if the registry doesn't know it
  @Transactional(propagation = Propagation.MANDATORY)
  public Optional<Node> change(NodeId node, Consumer<Node> change) {
    Optional<Node> locked = nodes.lock(node.address().bytes());
    locked.ifPresent(
        found -> {
          change.accept(found);
          settle(found);
        });
    return locked;
  }

  @Transactional(propagation = Propagation.MANDATORY)
  void add(Node node) {
    settle(nodes.save(node));
  }

  private void settle(Node node) {
    byte[] self = node.id().address().bytes();
    long others = node.prefix().map(prefix -> nodes.activeInPrefix(prefix, self)).orElse(0L);
    node.assess(clock.instant(), settings, others);
    node.nextEntry()
        .ifPresent(entry -> outbox.append(Topic.NODE_DIRECTORY, node.id().toString(), entry));
  }

  /// All nodes ever registered, sorted by address bytes.
  @Transactional(readOnly = true)
  public List<NodeSnapshot> standings() {
    return nodes.all().stream()
        .map(node -> node.standing(settings))
        .sorted(Comparator.comparing(NodeSnapshot::node))
        .toList();
  }

  /// Nodes whose state may have changed by the passing of time.
  @Transactional(readOnly = true)
  public List<NodeId> overdue() {
    Instant now = clock.instant();
    return nodes.overdue(now.minus(settings.presenceTimeout()), now, OVERDUE).stream()
        .map(address -> new NodeId(Address.of(address)))
        .toList();
  }
}
