package com.qubetics.dvpn.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
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
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A real chain takes what the wallet signs; the contract's part is contracts' and the story's.
final class ProviderWalletIT {
  private static final Address REGISTRY =
      Address.parse("0x00000000000000000000000000000000000d0001");

  private final PrivateKey rich = PrivateKey.parse(Anvil.DEV_KEY);
  private final JsonRpc chain = new JsonRpc(URI.create(Anvil.shared().rpcUrl()));
  private final List<String> report = new ArrayList<>();

  @Test
  void sendsTheStakeAndSaysWhatItCostsBefore() throws Exception {
    BigInteger before = chain.balance(REGISTRY);

    Bytes32 hash = new ProviderWallet(rich, chain).send(transaction(rich, 31337), report::add);

    assertThat(chain.receipt(hash)).hasValueSatisfying(it -> assertThat(it.succeeded()).isTrue());
    assertThat(chain.balance(REGISTRY).subtract(before))
        .isEqualTo(new BigInteger("20000000000000000000"));
    assertThat(report.getFirst()).startsWith("costs at most 20.").contains("20 TICS for the node");
  }

  @Test
  void sendsNothingFromAnEmptyAccountOrAnotherKeyOrToAnotherChain() {
    PrivateKey poor = PrivateKey.random(new SecureRandom());

    assertThatThrownBy(
            () -> new ProviderWallet(poor, chain).send(transaction(poor, 31337), report::add))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("has 0 TICS (expected: 20 TICS or more)");
    assertThatThrownBy(
            () -> new ProviderWallet(poor, chain).send(transaction(rich, 31337), report::add))
        .hasMessageContaining("key file: belongs to " + poor.address());
    assertThatThrownBy(
            () -> new ProviderWallet(rich, chain).send(transaction(rich, 9030), report::add))
        .hasMessageContaining("the node is of chain 31337 (expected: 9030");
    assertThat(report).isEmpty();
  }

  private static NodeTransaction transaction(PrivateKey provider, long chainId) {
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
        PrivateKey.random(new SecureRandom()),
        new NodeTransaction.Subject(
            new Account(provider.address()),
            TunnelKey.parse("0x" + "11".repeat(32)),
            Endpoint.parse("203.0.113.1:51820"),
            0,
            1_800_000_000L));
  }
}
