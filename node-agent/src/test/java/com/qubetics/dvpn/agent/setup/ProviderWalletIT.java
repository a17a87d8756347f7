package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChangedNode;
import com.qubetics.dvpn.evm.FakeTime;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real chain takes what the wallet signs; the contract's part is contracts' and the story's.
final class ProviderWalletIT {
  private static final Address REGISTRY =
      Address.parse("0x00000000000000000000000000000000000d0001");

  private final PrivateKey rich = PrivateKey.parse(Anvil.DEV_KEY);
  private final JsonRpc chain = new JsonRpc(URI.create(Anvil.shared().rpcUrl()));
  private final List<String> report = new ArrayList<>();
  private final PrivateKey node = PrivateKey.random(new SecureRandom());
  @TempDir private Path folder;

  @Test
  void sendsTheStakeAndSaysWhatItCostsBefore() throws Exception {
    BigInteger before = chain.balance(REGISTRY);

    Bytes32 hash = wallet(rich).send(transaction(rich, 31337), false, report::add);

    assertThat(chain.receipt(hash)).hasValueSatisfying(it -> assertThat(it.succeeded()).isTrue());
    assertThat(chain.balance(REGISTRY).subtract(before))
        .isEqualTo(new BigInteger("20000000000000000000"));
    assertThat(report.getFirst()).startsWith("costs at most 20.").contains("20 TICS for the node");
  }

  @Test
  void sendsNothingFromAnEmptyAccountOrAnotherKeyOrToAnotherChain() {
    PrivateKey poor = PrivateKey.random(new SecureRandom());

    assertThatThrownBy(() -> wallet(poor).send(transaction(poor, 31337), false, report::add))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("has 0 TICS (expected: 20 TICS or more)");
    assertThatThrownBy(() -> wallet(poor).send(transaction(rich, 31337), false, report::add))
        .hasMessageContaining("key file: belongs to " + poor.address());
    assertThatThrownBy(() -> wallet(rich).send(transaction(rich, 9030), false, report::add))
        .hasMessageContaining("the node is of chain 31337 (expected: 9030");
    assertThat(report).isEmpty();
  }

  @Test
  void paysTheStakeOnceThoughTheFirstStartSawNoBlockAndTheProofIsAnother() {
    BigInteger before = chain.balance(REGISTRY);
    try (ChangedNode node =
        new ChangedNode(
            Anvil.shared().rpcUrl(),
            (method, request, behind) ->
                method.equals("eth_getTransactionReceipt") ? null : behind.get())) {
      ProviderWallet first = wallet(rich, node.rpc());
      assertThatThrownBy(() -> first.send(transaction(rich, 31337), false, report::add))
          .isInstanceOf(NotYetException.class);
    }
    NodeTransaction later = transaction(rich, 31337, 1_900_000_000L);

    Bytes32 hash = wallet(rich).send(later, false, report::add);

    assertThat(chain.receipt(hash)).isPresent();
    assertThat(chain.balance(REGISTRY).subtract(before))
        .isEqualTo(new BigInteger("20000000000000000000"));
    assertThat(report)
        .anyMatch(line -> line.contains("was written down before"))
        .last()
        .asString()
        .matches("block [0-9]+ holds it, 0\\.[0-9]+ TICS was charged for gas");
  }

  private ProviderWallet wallet(PrivateKey key) {
    return wallet(key, chain);
  }

  private ProviderWallet wallet(PrivateKey key, JsonRpc over) {
    return new ProviderWallet(key, over, folder, FakeTime.waiting(Duration.ofSeconds(10)));
  }

  private NodeTransaction transaction(PrivateKey provider, long chainId) {
    return transaction(provider, chainId, 1_800_000_000L);
  }

  private NodeTransaction transaction(PrivateKey provider, long chainId, long deadline) {
    NetworkFacts network =
        new NetworkFacts(
            "test",
            chainId,
            REGISTRY,
            REGISTRY,
            REGISTRY,
            1,
            60,
            5,
            null,
            TokenAmount.ofTics("10"),
            TokenAmount.ofTics("10"),
            null,
            null,
            null,
            null,
            null);
    return NodeTransaction.register(
        network,
        node,
        new NodeTransaction.Subject(
            new Account(provider.address()),
            TunnelKey.parse("0x" + "11".repeat(32)),
            Endpoint.parse("203.0.113.1:51820"),
            0,
            deadline));
  }
}
