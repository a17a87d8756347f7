package com.qubetics.dvpn.registry.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.follow.FollowedEvents;
import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.registry.RegistryStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Reorganisations of any depth while nodes are registered, changed, rotated and barred on the real
/// contract: the registry's facts are always those of a fresh reading.
class ReorganisationIT extends RegistryStage {
  private static final int DEEPEST = 64;
  private static final int ROUNDS = Boolean.getBoolean("dvpn.nightly") ? 500 : 25;

  @Autowired private NodeChanges changes;
  @Autowired private Nodes nodes;
  @Autowired private JdbcClient database;
  @Autowired private PlatformTransactionManager transactions;

  private int failedTurns;
  private final TestChain chain = new TestChain();
  private final RpcChainReader reader = new RpcChainReader(chain.network.contracts(), chain.rpc);
  private final long seed = Long.getLong("dvpn.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<PrivateKey> keys = new ArrayList<>();

  @BeforeEach
  void startsFarBelowTheHead() {
    System.out.println("seed: " + seed);
    forget();
    chain.mine(DEEPEST);
    chain.anvil.mineWithEachTransaction(false);
  }

  @AfterEach
  void stops() {
    forget();
    chain.close();
  }

  @Test
  void leavesTheFactsOfAFreshReading() {
    int compared = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      act();
      follow();
      chain.anvil.reorganise(random.nextInt(1, DEEPEST + 1), random);
      if (random.nextBoolean()) {
        follow();
      }
      act();
      follow();
      if (round % 5 == 0) {
        String facts = facts();
        forget();
        follow();
        assertThat(facts).as("seed %d, round %d", seed, round).isEqualTo(facts());
        compared += facts.length();
      }
    }
    assertThat(compared).isPositive();
  }

  private void act() {
    for (int actions = random.nextInt(1, 6); actions > 0; actions--) {
      try {
        Call call = action();
        chain.wallet.send(call.to(), call.value().baseUnits(), call.data());
      } catch (Wallet.RefusedException refused) {
        // A reorganisation took away what it builds on, or the node is leaving.
        assertThat(refused).hasMessageContaining("Node");
      }
      chain.mine(random.nextInt(1, 4));
    }
  }

  private Call action() {
    if (keys.isEmpty() || random.nextInt(4) == 0) {
      PrivateKey key = newKey();
      Bytes32 some = some();
      return chain.calls.register(
          id(key),
          new TunnelKey(some),
          some,
          deadline(),
          proof(key, some, some),
          TokenAmount.ofTics("20"));
    }
    PrivateKey key = keys.get(random.nextInt(keys.size()));
    NodeId node = id(key);
    return switch (random.nextInt(7)) {
      case 0 -> {
        Bytes32 some = some();
        yield chain.calls.update(
            node, new TunnelKey(some), some, deadline(), proof(key, some, some));
      }
      case 1 -> rotation(node);
      case 2 -> chain.calls.topUpDeposit(node, TokenAmount.ofTics("1"));
      case 3 -> chain.calls.topUpBuffer(node, TokenAmount.ofTics("6"));
      case 4 -> chain.calls.withdrawBuffer(node, TokenAmount.ofTics("5"));
      case 5 -> chain.calls.setJail(node, chain.network.genesis() + random.nextInt(80_000), some());
      default -> chain.calls.announceExit(node);
    };
  }

  private Call rotation(NodeId from) {
    PrivateKey next = newKey();
    return reader
        .node(from)
        .map(
            node ->
                chain.calls.rotateNodeKey(
                    from,
                    id(next),
                    deadline(),
                    proof(next, node.tunnelKey().value(), node.endpointHash())))
        .orElseGet(() -> chain.calls.announceExit(from));
  }

  private PrivateKey newKey() {
    PrivateKey key = PrivateKey.of(some().bytes());
    keys.add(key);
    return key;
  }

  private Signature proof(PrivateKey key, Bytes32 tunnelKey, Bytes32 endpointHash) {
    Registration registration =
        new Registration(
            new Account(chain.key.address()),
            id(key),
            new TunnelKey(tunnelKey),
            endpointHash,
            reader.nonce(id(key)),
            deadline());
    return TypedMessage.sign(registration, chain.network.domain(), key).signature();
  }

  private long deadline() {
    return chain.network.genesis() + 1_000_000;
  }

  private Bytes32 some() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return Bytes32.of(bytes);
  }

  private static NodeId id(PrivateKey key) {
    return new NodeId(key.address());
  }

  private void follow() {
    FollowedEvents history = new FollowedEvents(chain.network, database);
    Follower follower =
        new Follower(
            chain.network,
            List.of(chain.rpc),
            List.of(new NodeRegistration(changes, nodes, new FoldedNodes(history))),
            database,
            new TransactionTemplate(transactions),
            new SimpleMeterRegistry());
    while (turn(follower)) {}
  }

  /// A turn that fails is taken again, as the service's loop does it: a connection to the node may
  /// break at any time.
  private boolean turn(Follower follower) {
    try {
      return follower.poll();
    } catch (ChainException failed) {
      failedTurns++;
      assertThat(failedTurns).as(failed.getMessage()).isLessThan(10);
      return true;
    }
  }

  /// What the chain said, of all nodes that it has.
  private String facts() {
    return database
        .sql(
            """
            select coalesce(string_agg(row(address, provider, tunnel_key, endpoint_hash, deposit, buffer,
              registered_at, suspended, jailed_until, withdrawable_at, expelled, withdrawn,
              successor)::text, E'\\n' order by address), '')
            from nodes where registered
            """)
        .query(String.class)
        .single();
  }

  private void forget() {
    database.sql("truncate nodes, chain_position, chain_block, chain_event cascade").update();
  }
}
