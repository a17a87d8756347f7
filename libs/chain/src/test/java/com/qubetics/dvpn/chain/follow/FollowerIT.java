package com.qubetics.dvpn.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent.Funded;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowerIT implements ChainEventHandler {
  private final TestChain chain = new TestChain();
  private final ChainTables tables = new ChainTables();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private boolean failing;

  @BeforeEach
  void createsTheServicesTable() {
    tables
        .jdbc
        .sql(
            "create table seen (id bigint generated always as identity, amount text, block bigint)")
        .update();
  }

  @AfterEach
  void stops() {
    chain.close();
  }

  @Test
  void deliversAnEventOnceItHasItsConfirmations() {
    fund(1);
    chain.mine(1);
    follow();
    assertThat(seen()).isEmpty();
    chain.mine(1);
    follow();
    assertThat(seen()).containsExactly("1");
    follow();
    assertThat(seen()).containsExactly("1");
  }

  @Test
  void deliversInTheOrderOfTheChainAndKeepsItsPlaceAcrossARestart() {
    fund(1);
    fund(2);
    chain.mine(2);
    follow();
    fund(3);
    fund(4);
    chain.mine(2);
    follow();
    assertThat(seen()).containsExactly("1", "2", "3", "4");
  }

  @Test
  void catchesUpFarBehindTheHead() {
    fund(1);
    chain.mine(1200);
    fund(2);
    chain.mine(700);
    fund(3);
    chain.mine(2);
    follow();
    assertThat(seen()).containsExactly("1", "2", "3");
  }

  @Test
  void neverShowsWhatAReorganisationTookBackBeforeItWasConfirmed() {
    fund(1);
    chain.mine(2);
    follow();
    fund(2);
    follow();
    reorganise(1);
    fund(3);
    chain.mine(3);
    follow();
    assertThat(seen()).containsExactly("1", "3");
  }

  @Test
  void bringsAnEventThatADeepReorganisationMovedAgainInItsNewBlock() {
    fund(1);
    chain.mine(6);
    long head = chain.rpc.blockNumber();
    var logs = chain.rpc.logs(List.of(chain.network.rewardsVault()), 0, head);
    var moved = logs.getLast();
    String raw =
        chain.rpc.call("eth_getRawTransactionByHash", moved.transaction().toString()).asString();
    follow();
    assertThat(seen()).containsExactly("1");

    // Seven blocks are replaced by seven others, the transaction in the third of them.
    chain.anvil.call("anvil_reorg", "[7, [[\"%s\", 2]]]".formatted(raw));
    chain.mine(3);
    follow();
    assertThat(seen()).containsExactly("1");
    assertThat(undone()).isEqualTo(1);
    assertThat(metrics.counter("dvpn.chain.reorganisations").count()).isEqualTo(1);
    assertThat(tables.jdbc.sql("select block from seen").query(Long.class).single())
        .isEqualTo(moved.block() + 2);
  }

  @Test
  void undoesTheNewestFirstWhatADeepReorganisationDropped() {
    fund(1);
    chain.mine(3);
    fund(2);
    fund(3);
    chain.mine(3);
    follow();
    assertThat(seen()).containsExactly("1", "2", "3");
    reorganise(6);
    fund(4);
    chain.mine(6);
    follow();
    assertThat(seen()).containsExactly("1", "4");
    assertThat(undone()).isEqualTo(2);
  }

  @Test
  void bringsAnEventAgainWhenAHandlerFailed() {
    fund(1);
    fund(2);
    chain.mine(2);
    failing = true;
    assertThatThrownBy(this::follow).hasMessage("handler failed");
    assertThat(seen()).isEmpty();
    failing = false;
    follow();
    assertThat(seen()).containsExactly("1", "2");
  }

  @Test
  void oneOfTwoReplicasDelivers() throws Exception {
    fund(1);
    chain.mine(2);
    follow();
    for (int amount = 2; amount < 8; amount++) {
      fund(amount);
    }
    chain.mine(2);
    Thread other = Thread.ofVirtual().start(this::follow);
    follow();
    other.join();
    follow();
    assertThat(seen()).containsExactly("1", "2", "3", "4", "5", "6", "7");
  }

  /// A follower started afresh, until it has nothing more to do.
  private void follow() {
    Follower follower =
        new Follower(
            chain.network,
            List.of(chain.rpc),
            List.of(this),
            tables.jdbc,
            tables.transaction,
            metrics);
    while (follower.poll()) {}
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof Funded funded) {
      tables
          .jdbc
          .sql("insert into seen (amount, block) values (?, ?)")
          .params(funded.amount().toString(), confirmed.block())
          .update();
      if (failing && funded.amount().toString().equals("2")) {
        throw new IllegalStateException("handler failed");
      }
    }
  }

  @Override
  public void undo(ConfirmedEvent confirmed) {
    if (confirmed.event() instanceof Funded funded) {
      int undone =
          tables
              .jdbc
              .sql("delete from seen where id = (select max(id) from seen) and amount = ?")
              .param(funded.amount().toString())
              .update();
      assertThat(undone).as("the newest first: %s", funded).isEqualTo(1);
    }
  }

  private List<String> seen() {
    return new ArrayList<>(
        tables.jdbc.sql("select amount from seen order by id").query(String.class).list());
  }

  private int undone() {
    return (int) metrics.counter("dvpn.chain.undone.events").count();
  }

  private void fund(int amount) {
    chain.transact(chain.calls.fund(TokenAmount.parse(Integer.toString(amount))));
  }

  private void reorganise(int depth) {
    chain.anvil.call("anvil_reorg", "[%s, []]".formatted(depth));
  }
}
