package com.qubetics.dvpn.registry.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.registry.RegistryStage;
import com.qubetics.dvpn.registry.TestNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HistoryIT extends RegistryStage {
  private static final Bytes32 REASON = Bytes32.parse("0x" + "07".repeat(32));

  @Test
  void takesEventsWithTheLargestValuesOfTheirTypes() throws Exception {
    TestNode host = registered(9, 1, 5);
    NodeId node = host.id();
    BigInteger uint64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    BigInteger uint256 = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    TokenAmount most = new TokenAmount(uint256);
    // As a moment beyond it is read.
    Instant latest = Instant.parse("9999-12-31T23:59:59Z");
    chain(new ChainEvent.DepositChanged(node, most));
    chain(new ChainEvent.BufferChanged(node, most));
    chain(new ChainEvent.NodeJailed(node, latest, REASON));
    chain(new ChainEvent.ExitAnnounced(node, latest));
    chain(new ChainEvent.SlashProposed(uint256, node, most, REASON, REASON, latest));
    chain(new ChainEvent.SlashExecuted(uint256, node, most));
    chain(new ChainEvent.NodeWithdrawn(node, most));
    chain(new ChainEvent.Claimed(uint64, host.provider, most, most));
    chain(new ChainEvent.PassBought(host.provider, host.provider, uint64, most));
    assertThat(items("/api/v1/providers/" + host.provider)).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void listsPenaltiesAndClaimsButNobodysPass() throws Exception {
    TestNode host = registered(1, 1, 5);
    NodeId node = host.id();
    TokenAmount one = TokenAmount.ofTics("1");
    chain(new ChainEvent.NodeJailed(node, GENESIS, REASON));
    chain(new ChainEvent.SlashProposed(BigInteger.valueOf(3), node, one, REASON, REASON, GENESIS));
    chain(new ChainEvent.SlashContested(BigInteger.valueOf(3), node));
    chain(new ChainEvent.SlashApproved(BigInteger.valueOf(3), node));
    chain(new ChainEvent.SlashExecuted(BigInteger.valueOf(3), node, one));
    chain(new ChainEvent.NodeExpelled(node));
    chain(new ChainEvent.SlashDropped(BigInteger.valueOf(4), node));
    chain(new ChainEvent.Claimed(BigInteger.TWO, host.provider, one, one));
    chain(new ChainEvent.PassBought(host.provider, host.provider, BigInteger.ONE, one));

    List<JsonNode> items = items("/api/v1/providers/" + host.provider);

    assertThat(items)
        .extracting(item -> item.get("operation").asString())
        .containsExactly(
            "Claimed",
            "SlashDropped",
            "NodeExpelled",
            "SlashExecuted",
            "SlashApproved",
            "SlashContested",
            "SlashProposed",
            "NodeJailed",
            "NodeRegistered");
    assertThat(items.getFirst().has("node")).isFalse();
    assertThat(items.getFirst().at("/details/amount").asString()).isEqualTo(one.toString());
    assertThat(items.get(6).at("/details/contestableUntil").asString())
        .isEqualTo(GENESIS.toString());
    assertThat(items("/api/v1/nodes/" + node)).isEqualTo(items.subList(1, items.size()));
  }

  @Test
  void followsANodeThroughItsKeysAndAKeyThroughItsProviders() throws Exception {
    TestNode host = registered(1, 1, 5);
    NodeId second = node(2);
    NodeId third = node(3);
    chain(new ChainEvent.NodeKeyRotated(host.id(), second));
    chain(new ChainEvent.NodeKeyRotated(second, third));
    chain(new ChainEvent.NodeWithdrawn(third, TokenAmount.ofTics("20")));
    Account heir = new Account(Address.parse("0x" + "99".repeat(20)));
    chain(
        new ChainEvent.NodeRegistered(
            third,
            heir,
            host.tunnelKey(),
            host.endpoint.hash(),
            NETWORK.deposit(),
            NETWORK.buffer()));
    chain(new ChainEvent.NodeSuspended(third));

    assertThat(items("/api/v1/nodes/" + host.id()))
        .hasSize(6)
        .isEqualTo(items("/api/v1/nodes/" + second))
        .isEqualTo(items("/api/v1/nodes/" + third));
    assertThat(items("/api/v1/providers/" + heir)).hasSize(2);
    assertThat(items("/api/v1/providers/" + host.provider))
        .hasSize(4)
        .allSatisfy(
            item ->
                assertThat(item.get("provider").asString()).isEqualTo(host.provider.toString()));
  }

  private List<JsonNode> items(String owner) throws Exception {
    return json(fetch(owner + "/chain-history")).get("items").valueStream().toList();
  }

  private static NodeId node(int number) {
    return new NodeId(Address.parse("0x" + "0%s".formatted(number).repeat(20)));
  }
}
