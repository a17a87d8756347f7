package com.qubetics.dvpn.registry.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.Roles;
import com.qubetics.dvpn.chain.contract.RpcChainReader;
import com.qubetics.dvpn.chain.deploy.Deployment;
import com.qubetics.dvpn.chain.deploy.DeploymentPlan;
import com.qubetics.dvpn.chain.follow.FollowedEvents;
import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.transaction.Signer;
import com.qubetics.dvpn.chain.transaction.Wallet;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Folders;
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
import java.net.URI;
import java.time.Duration;
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

  @Autowired private Directory directory;
  @Autowired private Nodes nodes;
  @Autowired private JdbcClient database;
  @Autowired private PlatformTransactionManager transactions;

  private int failedTurns;
  private final Anvil chain = Anvil.start();
  private final JsonRpc rpc = new JsonRpc(URI.create(chain.rpcUrl()));
  private final PrivateKey provider = PrivateKey.parse(Anvil.DEV_KEY);
  private final Wallet wallet = new Wallet(rpc, Signer.of(provider), Duration.ofSeconds(20));
  private final Network network =
      new Deployment(rpc, Signer.of(provider), Duration.ofSeconds(20), line -> {})
          .deploy(
              DeploymentPlan.devnet(Roles.allBy(provider.address())),
              Folders.temporary("reorganisation").resolve("network.json"));
  private final RpcChainReader reader = new RpcChainReader(network, rpc);
  private final Calls calls = new Calls(network);
  private final long seed = Long.getLong("dvpn.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<PrivateKey> keys = new ArrayList<>();

  @BeforeEach
  void startsFarBelowTheHead() {
    System.out.println("seed: " + seed);
    forget();
    chain.mine(DEEPEST);
    chain.mineWithEachTransaction(false);
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
      chain.reorganise(random.nextInt(1, DEEPEST + 1), random);
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
        wallet.send(call.to(), call.value().baseUnits(), call.data());
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
      return calls.register(
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
        yield calls.update(node, new TunnelKey(some), some, deadline(), proof(key, some, some));
      }
      case 1 -> rotation(node);
      case 2 -> calls.topUpDeposit(node, TokenAmount.ofTics("1"));
      case 3 -> calls.topUpBuffer(node, TokenAmount.ofTics("6"));
      case 4 -> calls.withdrawBuffer(node, TokenAmount.ofTics("5"));
      case 5 -> calls.setJail(node, network.genesis() + random.nextInt(80_000), some());
      default -> calls.announceExit(node);
    };
  }

  private Call rotation(NodeId from) {
    PrivateKey next = newKey();
    return reader
        .node(from)
        .map(
            node ->
                calls.rotateNodeKey(
                    from,
                    id(next),
                    deadline(),
                    proof(next, node.tunnelKey().value(), node.endpointHash())))
        .orElseGet(() -> calls.announceExit(from));
  }

  private PrivateKey newKey() {
    PrivateKey key = PrivateKey.of(some().bytes());
    keys.add(key);
    return key;
  }

  private Signature proof(PrivateKey key, Bytes32 tunnelKey, Bytes32 endpointHash) {
    Registration registration =
        new Registration(
            new Account(provider.address()),
            id(key),
            new TunnelKey(tunnelKey),
            endpointHash,
            reader.nonce(id(key)),
            deadline());
    return TypedMessage.sign(registration, network.domain(), key).signature();
  }

  private long deadline() {
    return network.genesis() + 1_000_000;
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
    FollowedEvents history = new FollowedEvents(network, database);
    Follower follower =
        new Follower(
            network,
            List.of(rpc),
            List.of(new NodeRegistration(directory, nodes, new FoldedNodes(history))),
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
            select string_agg(row(address, provider, tunnel_key, endpoint_hash, deposit, buffer,
              registered_at, suspended, jailed_until, withdrawable_at, expelled, withdrawn,
              successor)::text, E'\\n' order by address)
            from nodes where registered
            """)
        .query(String.class)
        .single();
  }

  private void forget() {
    database.sql("truncate nodes, chain_position, chain_block, chain_event cascade").update();
  }
}
