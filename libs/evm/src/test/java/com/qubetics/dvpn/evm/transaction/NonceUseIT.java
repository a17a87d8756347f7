package com.qubetics.dvpn.evm.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChangedNode;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Four transactions, some blocks apart.
class NonceUseIT {
  private final Anvil anvil = Anvil.start();
  private final JsonRpc rpc = new JsonRpc(URI.create(anvil.rpcUrl()));
  private final Signer signer = Signer.of(PrivateKey.parse(Anvil.DEV_KEY));
  private final Address sender = signer.address();
  private final List<Receipt> sent = new ArrayList<>();

  @BeforeEach
  void sends() {
    Wallet wallet = new Wallet(rpc, signer, Duration.ofSeconds(20));
    for (int blocks : new int[] {0, 1, 30, 100}) {
      sent.add(wallet.transact(sender, BigInteger.ONE, new byte[0]));
      anvil.mine(blocks);
    }
  }

  @AfterEach
  void stops() {
    anvil.close();
  }

  @Test
  void findsWhatUsedEachNonce() {
    for (int nonce = 0; nonce < sent.size(); nonce++) {
      Receipt receipt = sent.get(nonce);
      assertThat(NonceUse.find(rpc, sender, nonce))
          .contains(new NonceUse(receipt.transaction(), receipt.block()));
    }
    assertThat(NonceUse.find(rpc, sender, sent.size())).isEmpty();
  }

  @Test
  void readsTheBlocksWhereTheNodeHasNoOldState() {
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) ->
                method.equals("eth_getTransactionCount") && isOld(request.toString())
                    ? ChangedNode.error("missing trie node")
                    : behind.get())) {
      assertThat(NonceUse.find(node.rpc(), sender, 2).map(NonceUse::transaction))
          .contains(sent.get(2).transaction());
    }
  }

  private boolean isOld(String request) {
    return !request.contains("latest")
        && !request.contains("\"0x" + Long.toHexString(rpc.blockNumber()) + "\"");
  }

  @Test
  void concludesNothingFromANonceWhoseBlockIsNotShown() {
    AtomicInteger questions = new AtomicInteger();
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) -> {
              questions.incrementAndGet();
              return method.equals("eth_getBlockByNumber")
                  ? ChangedNode.result("null")
                  : behind.get();
            })) {
      assertThatThrownBy(() -> NonceUse.find(node.rpc(), sender, 1))
          .isInstanceOf(ChainException.class);
      assertThat(questions).hasValueLessThan(30);
    }
    // One node knows of the use, the other lacks its block.
    try (ChangedNode node =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, behind) ->
                request.toString().contains("latest")
                    ? ChangedNode.result("\"0x9\"")
                    : behind.get())) {
      assertThat(NonceUse.find(node.rpc(), sender, 7)).isEqualTo(Optional.empty());
    }
  }
}
