package com.qubetics.dvpn.evm.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.Anchor;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.ChangedNode;
import com.qubetics.dvpn.evm.ProposalState;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The whole way of a node and of an epoch's money, through the bindings.
class RpcChainReaderIT {
  private static final Bytes32 HASH = Bytes32.parse("0x" + "11".repeat(32));

  @Test
  void readsANodeThatItsProviderRegistered() {
    try (TestChain chain = new TestChain()) {
      ChainReader reader = new RpcChainReader(chain.network.contracts(), chain.rpc);
      PrivateKey nodeKey = PrivateKey.random(new SecureRandom());
      NodeId node = new NodeId(nodeKey.address());
      TunnelKey tunnelKey = new TunnelKey(HASH);
      Account provider = new Account(chain.key.address());
      assertThat(reader.node(node)).isEmpty();
      assertThat(reader.eligible(node)).isFalse();

      long deadline = chain.network.genesis() + 3600;
      Registration registration =
          new Registration(provider, node, tunnelKey, HASH, reader.nonce(node), deadline);
      chain.transact(
          chain.calls.register(
              node,
              tunnelKey,
              HASH,
              deadline,
              TypedMessage.sign(registration, chain.network.domain(), nodeKey).signature(),
              TokenAmount.ofTics("20")));

      ChainNode found = reader.node(node).orElseThrow();
      assertThat(found.provider()).isEqualTo(provider);
      assertThat(found.tunnelKey()).isEqualTo(tunnelKey);
      assertThat(found.deposit()).isEqualTo(TokenAmount.ofTics("10"));
      assertThat(found.withdrawableAt()).isEmpty();
      assertThat(reader.eligible(node)).isTrue();
      assertThat(reader.tunnelKeyValid(node, tunnelKey)).isTrue();
      assertThat(reader.nonce(node)).isEqualTo(1);
      chain.transact(chain.calls.announceExit(node));
      assertThat(reader.node(node).orElseThrow().withdrawableAt()).isPresent();
    }
  }

  @Test
  void readsAnEpochFromAnchorToClaim() {
    try (TestChain chain = new TestChain()) {
      ChainReader reader = new RpcChainReader(chain.network.contracts(), chain.rpc);
      Account account = new Account(PrivateKey.random(new SecureRandom()).address());
      TokenAmount two = TokenAmount.ofTics("2");
      assertThat(reader.priceOf(512)).isEqualTo(TokenAmount.ofTics("0.5"));
      chain.transact(chain.calls.buyPass(account, 512, reader.priceOf(512)));
      chain.transact(chain.calls.fund(TokenAmount.ofTics("9.5")));
      assertThat(reader.funded()).isEqualTo(TokenAmount.ofTics("10"));
      assertThat(reader.anchorOf(0, Seal.Kind.SESSIONS)).isEmpty();

      moveTo(chain, chain.network.genesis() + 60);
      for (Seal.Kind kind : Seal.Kind.values()) {
        chain.transact(chain.calls.anchor(new Seal(0, 1, kind, HASH, 1, BigInteger.TWO, HASH)));
      }
      Receipt correction =
          chain.transact(
              chain.calls.correct(
                  new Seal(0, 1, Seal.Kind.SESSIONS, HASH, 2, BigInteger.TEN, Bytes32.ZERO)));
      Anchor corrected = reader.anchorOf(0, Seal.Kind.SESSIONS).orElseThrow();
      assertThat(corrected)
          .isEqualTo(
              new Anchor(
                  new Seal(0, 2, Seal.Kind.SESSIONS, HASH, 2, BigInteger.TEN, Bytes32.ZERO),
                  corrected.blockNumber()));
      assertThat(corrected.blockNumber()).isEqualTo(correction.block());
      assertThat(reader.anchorOf(0, Seal.Kind.PERFORMANCE).orElseThrow().seal().version())
          .isEqualTo(1);

      // One leaf is a tree.
      Bytes32 root =
          leaf(chain.network.chainId(), chain.network.rewardsVault().bytes(), account, two);
      chain.transact(chain.calls.propose(0, 0, root, two, HASH, versions(2, 1), HASH));
      long id = reader.proposalOfEpoch(0).orElseThrow();
      assertThat(reader.proposal(id).orElseThrow().state()).isEqualTo(ProposalState.PENDING);
      assertThat(reader.proposal(id).orElseThrow().periodTotal()).isEqualTo(two);
      assertThat(reader.committed()).isEqualTo(two);
      assertThat(reader.nextEpoch()).isEqualTo(1);
      moveTo(chain, chain.network.genesis() + 80);
      chain.transact(chain.calls.finalise(id));
      assertThat(reader.proposal(id).orElseThrow().state()).isEqualTo(ProposalState.FINAL);
      assertThat(reader.nextFinalEpoch()).isEqualTo(1);
      assertThat(reader.settledEpochs()).isEqualTo(1);
      assertThat(reader.rootOf(0)).isEqualTo(root);
      assertThat(reader.totalOf(0)).isEqualTo(two);
      chain.transact(chain.calls.claim(0, account, two, List.of()));
      assertThat(reader.claimed(0, account)).isEqualTo(two);
      assertThat(reader.balance(account)).isEqualTo(two);
      assertThat(reader.blockHash(reader.headBlock())).isPresent();
      assertThat(reader.blockTime(reader.headBlock() + 1)).isEmpty();
      assertThat(reader.capPerEpoch()).isEqualTo(TokenAmount.ofTics("1000"));
    }
  }

  @Test
  void believesNoEventThatStorageDoesNotCommitTo() {
    try (TestChain chain = new TestChain();
        ChangedNode node = new ChangedNode(chain.anvil.rpcUrl(), RpcChainReaderIT::lie)) {
      moveTo(chain, chain.network.genesis() + 60);
      chain.transact(
          chain.calls.anchor(new Seal(0, 1, Seal.Kind.SESSIONS, HASH, 1, BigInteger.TWO, HASH)));
      ChainReader reader = new RpcChainReader(chain.network.contracts(), node.rpc());
      assertThatThrownBy(() -> reader.anchorOf(0, Seal.Kind.SESSIONS))
          .isInstanceOf(ChainException.class)
          .hasMessageStartingWith("ANCHOR_EVENT_MISSING");
    }
  }

  /// Another root in the logs.
  private static String lie(String method, JsonNode request, Supplier<String> node) {
    String answer = node.get();
    return method.equals("eth_getLogs") ? answer.replace("11".repeat(32), "22".repeat(32)) : answer;
  }

  private static void moveTo(TestChain chain, long time) {
    // By a difference: no other way is known to every development chain.
    long seconds = time - chain.rpc.latestBlock().time().getEpochSecond();
    chain.anvil.call("evm_increaseTime", "[" + seconds + "]");
    chain.mine(1);
  }

  private static Bytes32 leaf(long chainId, byte[] vault, Account account, TokenAmount amount) {
    Bytes32 inner =
        Keccak.hash(
            word(BigInteger.valueOf(chainId)),
            word(new BigInteger(1, vault)),
            word(BigInteger.ZERO),
            word(new BigInteger(1, account.address().bytes())),
            word(amount.baseUnits()));
    return Keccak.hash(inner.bytes());
  }

  private static Bytes32 versions(int sessions, int performance) {
    return Keccak.hash(
        word(BigInteger.valueOf(32)),
        word(BigInteger.TWO),
        word(BigInteger.valueOf(sessions)),
        word(BigInteger.valueOf(performance)));
  }

  private static byte[] word(BigInteger value) {
    byte[] word = new byte[32];
    byte[] bytes = value.toByteArray();
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, word, 32 - length, length);
    return word;
  }
}
