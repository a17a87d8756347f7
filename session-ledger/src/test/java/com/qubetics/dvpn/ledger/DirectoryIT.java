package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.ledger.directory.KnownNodes;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class DirectoryIT {
  private final RunningLedger ledger = RunningLedger.shared();
  private final KnownNodes directory = ledger.bean(KnownNodes.class);

  @Test
  void followsTheTopicAndDropsOlderVersions() {
    NodeId node = new TestNode(ledger).id();
    publish(node, 2, NodeState.ACTIVE);
    Waiting.until(() -> directory.isActive(node));
    publish(node, 1, NodeState.JAILED);
    NodeId marker = new TestNode(ledger).id();
    publish(marker, 1, NodeState.ACTIVE);
    Waiting.until(() -> directory.isActive(marker));
    Waiting.pause(300);
    assertThat(directory.isActive(node)).isTrue();
    publish(node, 3, NodeState.JAILED);
    Waiting.until(() -> !directory.isActive(node));
  }

  private void publish(NodeId node, long version, NodeState state) {
    DirectoryEntry entry =
        new DirectoryEntry(
            node,
            version,
            new Account(node.address()),
            TunnelKey.parse("0x" + "22".repeat(32)),
            Bytes32.ZERO,
            null,
            null,
            state,
            List.of(),
            null,
            TokenAmount.ZERO,
            null,
            null,
            null);
    ledger
        .bean(TransactionTemplate.class)
        .executeWithoutResult(
            status ->
                ledger.bean(Outbox.class).append(Topic.NODE_DIRECTORY, node.toString(), entry));
  }
}
