package com.qubetics.dvpn.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reorganisations of any depth, while nodes are registered and money comes in: what the handlers
/// have made of the chain is always what a fresh reading makes of it.
class ReorganisationIT implements ChainEventHandler {
  private static final int DEEPEST = 64;
  private static final int ROUNDS = Boolean.getBoolean("dvpn.nightly") ? 500 : 50;

  private int failedTurns;
  private final TestChain chain = new TestChain();
  private final ChainTables tables = new ChainTables();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final long seed = Long.getLong("dvpn.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<NodeId> nodes = new ArrayList<>();

  @BeforeEach
  void createsTheProjection() {
    System.out.println("seed: " + seed);
    tables
        .jdbc
        .sql(
            """
            create table seen (
              block bigint, log_index int, hash bytea, at timestamptz, transaction bytea, event text,
              primary key (block, log_index))
            """)
        .update();
    // Never as deep as the contracts.
    chain.mine(DEEPEST);
    chain.anvil.mineWithEachTransaction(false);
  }

  @AfterEach
  void stops() {
    chain.close();
  }

  @Test
  void leavesTheProjectionOfAFreshReading() {
    for (int round = 1; round <= ROUNDS; round++) {
      act();
      follow();
      chain.anvil.reorganise(random.nextInt(1, DEEPEST + 1), random);
      if (random.nextBoolean()) {
        follow();
      }
      if (random.nextInt(4) == 0) {
        chain.anvil.reorganise(random.nextInt(1, DEEPEST + 1), random);
      }
      act();
      follow();
      if (round % 10 == 0) {
        String projection = dump();
        forget();
        follow();
        assertThat(projection).as("seed %d, round %d", seed, round).isEqualTo(dump());
      }
    }
    assertThat(metrics.counter("dvpn.chain.undone.events").count()).isPositive();
    assertThat(tables.jdbc.sql("select count(*) from seen").query(Long.class).single())
        .isPositive();
  }

  @Override
  public void on(ConfirmedEvent event) {
    tables
        .jdbc
        .sql("insert into seen values (?, ?, ?, ?::timestamptz, ?, ?)")
        .params(
            event.block(),
            event.logIndex(),
            event.blockHash().bytes(),
            event.blockTime().toString(),
            event.transaction().bytes(),
            event.event().toString())
        .update();
  }

  @Override
  public void undo(ConfirmedEvent event) {
    int newest =
        tables
            .jdbc
            .sql(
                """
                delete from seen where hash = ? and event = ? and (block, log_index) =
                  (select block, log_index from seen order by block desc, log_index desc limit 1)
                """)
            .params(event.blockHash().bytes(), event.event().toString())
            .update();
    assertThat(newest).as("seed %d: the newest first: %s", seed, event).isEqualTo(1);
  }

  private void act() {
    for (int blocks = random.nextInt(4); blocks >= 0; blocks--) {
      for (int actions = random.nextInt(4); actions > 0; actions--) {
        send(action());
      }
      chain.mine(random.nextInt(1, 5));
    }
  }

  private Call action() {
    return switch (random.nextInt(nodes.isEmpty() ? 3 : 4)) {
      case 0 -> registration();
      case 1 -> chain.calls.fund(amount(random.nextInt(1, 1000)));
      case 2 ->
          chain.calls.buyPass(new Account(chain.key.address()), 1024, TokenAmount.ofTics("1"));
      default ->
          chain.calls.topUpDeposit(
              nodes.get(random.nextInt(nodes.size())), amount(random.nextInt(1, 1000)));
    };
  }

  private Call registration() {
    byte[] secret = new byte[PrivateKey.LENGTH];
    random.nextBytes(secret);
    secret[0] = 1;
    PrivateKey key = PrivateKey.of(secret);
    nodes.add(new NodeId(key.address()));
    return chain.registration(key);
  }

  /// What a reorganisation made impossible is not sent.
  private void send(Call call) {
    try {
      chain.wallet.send(call.to(), call.value().baseUnits(), call.data());
    } catch (Wallet.RefusedException refused) {
      assertThat(refused).hasMessageContaining("NodeNotFound");
    }
  }

  private void follow() {
    Follower follower =
        new Follower(
            chain.network,
            List.of(chain.rpc),
            List.of(this),
            tables.jdbc,
            tables.transaction,
            metrics);
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

  private String dump() {
    return rows("chain_position") + rows("chain_event") + rows("seen");
  }

  private String rows(String table) {
    return tables
        .jdbc
        .sql(
            "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from %s t"
                .formatted(table))
        .query(String.class)
        .single();
  }

  private void forget() {
    tables.jdbc.sql("truncate chain_position, chain_block, chain_event, seen").update();
  }

  private static TokenAmount amount(int baseUnits) {
    return TokenAmount.parse(Integer.toString(baseUnits));
  }
}
