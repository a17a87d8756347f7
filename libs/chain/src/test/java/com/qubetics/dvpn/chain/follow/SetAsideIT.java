package com.qubetics.dvpn.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.follow.SetAsideLog.Act;
import com.qubetics.dvpn.chain.follow.SetAsideLog.State;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/// A log that can't be decoded, stored or handled holds up nothing but what depends on it.
class SetAsideIT implements ChainEventHandler {
  private static final int ROUNDS = Boolean.getBoolean("dvpn.nightly") ? 200 : 20;

  private final TestChain chain = new TestChain();
  private final ChainTables tables = new ChainTables();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final SetAside aside = new SetAside(tables.jdbc);
  private final long seed = Long.getLong("dvpn.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<NodeId> nodes = new ArrayList<>();
  private Function<ConfirmedEvent, @Nullable RuntimeException> failing = event -> null;
  private boolean ordered = true;
  private Function<ConfirmedEvent, @Nullable RuntimeException> failingToUndo = event -> null;
  private Follower follower = follower();

  @BeforeEach
  void createsTheServicesTable() {
    tables
        .jdbc
        .sql(
            "create table seen (hash bytea, log_index int, event text, primary key (hash,"
                + " log_index))")
        .update();
  }

  @AfterEach
  void stops() {
    chain.close();
  }

  static Stream<RuntimeException> certainFailures() {
    return Stream.of(
        new ArithmeticException("BigInteger out of long range"),
        new IllegalArgumentException("amount: negative"),
        new DateTimeException("Instant exceeds maximum"),
        new IndexOutOfBoundsException("5"),
        new DataIntegrityViolationException("violates check \u0000 constraint"));
  }

  @ParameterizedTest
  @MethodSource("certainFailures")
  void setsALogAsideAtOnceAndFollowsTheOthers(RuntimeException failure) {
    setsAsideAndTriesAgainAfter(20, failure);
  }

  @Test
  void triesALogAgainThatWasSetAsideManyBlocksAgo() {
    setsAsideAndTriesAgainAfter(700, new ArithmeticException("BigInteger out of long range"));
  }

  private void setsAsideAndTriesAgainAfter(int blocks, RuntimeException failure) {
    failing = event -> funded(event, "2") ? failure : null;
    fund(1);
    fund(2);
    chain.mine(blocks);
    fund(3);
    chain.mine(2);
    follow();
    assertThat(seen()).containsExactly(amount(1), amount(3));
    SetAsideLog log = only();
    assertThat(log.state()).isEqualTo(State.FAILED);
    assertThat(log.act()).isEqualTo(Act.APPLY);
    assertThat(log.reason()).startsWith(failure.getClass().getSimpleName() + ": ");
    var logs = chain.rpc.logs(List.of(chain.network.rewardsVault()), 0, log.block());
    assertThat(log.block()).isEqualTo(logs.getLast().block());
    assertThat(log.transaction()).isEqualTo(logs.getLast().transaction());
    assertThat(log.logIndex()).isEqualTo(logs.getLast().logIndex());
    assertThat(watched()).isEqualTo(1);

    follow();
    assertThat(only()).isEqualTo(log);
    failing = event -> null;
    assertThat(aside.retry(log.id())).isTrue();
    follow();
    assertThat(seen()).containsExactly(amount(1), amount(2), amount(3));
    assertThat(aside.all(10)).isEmpty();
    assertThat(watched()).isZero();
    assertThat(history()).isEqualTo(3);
  }

  @Test
  void setsALogThatCannotBeDecodedAside() {
    fund(1);
    String vault = chain.network.rewardsVault().toString();
    String code = Hex.format(chain.rpc.code(chain.network.rewardsVault()));
    // Logs PassBought with one byte and no account.
    String topic = Abi.topic("PassBought(address,address,uint64,uint256)").toString();
    chain.anvil.call(
        "anvil_setCode", "[\"%s\", \"0x7f%s60016000a100\"]".formatted(vault, topic.substring(2)));
    chain.wallet.transact(chain.network.rewardsVault(), BigInteger.ZERO, new byte[0]);
    chain.anvil.call("anvil_setCode", "[\"%s\", \"%s\"]".formatted(vault, code));
    fund(2);
    chain.mine(2);
    follow();
    assertThat(seen()).containsExactly(amount(1), amount(2));
    assertThat(only().reason()).contains("words: 1 bytes");

    aside.retryAll();
    follow();
    assertThat(only().state()).isEqualTo(State.FAILED);
    assertThat(aside.skip(only().id(), "no log of ours")).isTrue();
    follow();
    assertThat(aside.open(10)).isEmpty();
    assertThat(aside.all(10)).singleElement().asString().contains("decision=\"no log of ours\"");
  }

  @Test
  void setsALogAsideThatFailsOfSomethingUnknownOnlyAtTheThirdTurn() {
    failing = event -> funded(event, "1") ? new IllegalStateException("who knows") : null;
    fund(1);
    fund(2);
    chain.mine(2);
    for (int turn = 0; turn < 2; turn++) {
      assertThatThrownBy(this::follow).hasMessage("who knows");
      assertThat(aside.all(10)).isEmpty();
    }
    follow();
    assertThat(seen()).containsExactly(amount(2));
    assertThat(only().reason()).isEqualTo("IllegalStateException: who knows");
  }

  @Test
  void setsNothingAsideWhileTheDatabaseIsAwayOrBusy() {
    fund(1);
    chain.mine(2);
    for (RuntimeException passing :
        List.of(
            new CannotAcquireLockException("deadlock"),
            new DataAccessResourceFailureException("connection closed"))) {
      failing = event -> passing;
      for (int turn = 0; turn < 5; turn++) {
        assertThatThrownBy(this::follow).isSameAs(passing);
      }
    }
    failing = event -> null;
    follow();
    assertThat(seen()).containsExactly(amount(1));
    assertThat(aside.all(10)).isEmpty();
  }

  @Test
  void followsABlockInWhichEveryLogFails() {
    failing = event -> new ArithmeticException("none");
    chain.anvil.mineWithEachTransaction(false);
    for (int amount = 1; amount <= 30; amount++) {
      Call call = chain.calls.fund(TokenAmount.parse("" + amount));
      chain.wallet.send(call.to(), call.value().baseUnits(), call.data());
    }
    chain.mine(3);
    follow();
    assertThat(aside.openCount()).isEqualTo(30);
    failing = event -> null;
    aside.retryAll();
    follow();
    assertThat(seen()).hasSize(30);
    assertThat(aside.all(50)).isEmpty();
  }

  @Test
  void keepsTheOrderOfWhatIsAboutTheSameNode() {
    NodeId first = register();
    NodeId second = register();
    chain.mine(2);
    follow();
    failing =
        event ->
            event.toString().contains(first + ", deposit=10000000000000000001")
                ? new ArithmeticException("no")
                : null;
    topUp(first);
    topUp(first);
    topUp(second);
    fund(7);
    chain.mine(2);
    follow();
    assertThat(seen()).hasSize(4);
    assertThat(aside.open(10))
        .extracting(SetAsideLog::state)
        .containsExactly(State.FAILED, State.WAITING);

    topUp(first);
    chain.mine(2);
    follow();
    assertThat(aside.openCount()).isEqualTo(3);
    List<SetAsideLog> waiting = aside.open(10);
    // Trying again those that wait changes nothing: they wait for the first.
    waiting.subList(1, 3).forEach(log -> assertThat(aside.retry(log.id())).isFalse());
    failing = event -> null;
    follow();
    assertThat(aside.openCount()).isEqualTo(3);
    aside.retry(waiting.getFirst().id());
    follow();
    assertThat(aside.all(10)).isEmpty();
    assertThat(seen()).hasSize(7);
  }

  @Test
  void goesOnWithoutALogThatAnOperatorSkipped() {
    NodeId node = register();
    chain.mine(2);
    failing =
        event ->
            event.event() instanceof ChainEvent.NodeRegistered
                ? new ArithmeticException("no")
                : null;
    topUp(node);
    chain.mine(2);
    follow();
    assertThat(seen()).isEmpty();
    aside.skip(aside.open(1).getFirst().id(), "the node is known by hand");
    follow();
    assertThat(seen()).singleElement().asString().startsWith("DepositChanged");
    assertThat(aside.open(10)).isEmpty();
    // Taken back by the operator, who answers for the order.
    failing = event -> null;
    ordered = false;
    assertThat(aside.retry(aside.all(1).getFirst().id())).isTrue();
    follow();
    assertThat(seen()).hasSize(2);
  }

  @Test
  void dropsWhatAReorganisationTookBackBeforeItWasApplied() {
    fund(1);
    chain.mine(4);
    follow();
    failing = event -> new ArithmeticException("no");
    fund(2);
    fund(3);
    chain.mine(3);
    follow();
    assertThat(aside.openCount()).isEqualTo(2);
    aside.skip(aside.open(1).getFirst().id(), "for a test");
    failing = event -> null;
    chain.anvil.call("anvil_reorg", "[5, []]");
    fund(4);
    chain.mine(5);
    follow();
    assertThat(aside.all(10)).isEmpty();
    assertThat(seen()).containsExactly(amount(1), amount(4));
  }

  @Test
  void setsAnEventAsideThatCannotBeUndone() {
    fund(1);
    chain.mine(4);
    fund(2);
    chain.mine(3);
    follow();
    failingToUndo = event -> new ArithmeticException("can't");
    chain.anvil.call("anvil_reorg", "[4, []]");
    fund(3);
    chain.mine(4);
    follow();
    assertThat(seen()).containsExactly(amount(1), amount(2), amount(3));
    assertThat(only().act()).isEqualTo(Act.UNDO);
    failingToUndo = event -> null;
    aside.retry(only().id());
    follow();
    assertThat(seen()).containsExactly(amount(1), amount(3));
    assertThat(aside.all(10)).isEmpty();
    assertThat(history()).isEqualTo(2);
  }

  /// Handlers that fail at random, at applying and undoing, reorganisations, and an operator who
  /// has everything tried again: in the end the projection is that of a fresh reading, and never
  /// was a node's event applied before an earlier one or undone before a later one.
  @Test
  void leavesTheProjectionOfAFreshReadingOnceAllIsTriedAgain() {
    System.out.println("seed: " + seed);
    chain.mine(64);
    chain.anvil.mineWithEachTransaction(false);
    for (int round = 1; round <= ROUNDS; round++) {
      failing = event -> random.nextInt(3) == 0 ? new ArithmeticException("at random") : null;
      failingToUndo = failing;
      act();
      followThroughBreaks();
      for (int depth = random.nextInt(3); depth > 0; depth--) {
        chain.anvil.reorganise(random.nextInt(1, 40), random);
        act();
        if (random.nextBoolean()) {
          aside.retryAll();
        }
        followThroughBreaks();
      }
      failing = event -> null;
      failingToUndo = failing;
      aside.retryAll();
      followThroughBreaks();
      assertThat(aside.all(10)).as("seed %d, round %d", seed, round).isEmpty();
      List<String> projection = dump();
      tables.jdbc.sql("truncate chain_position, chain_block, chain_event, seen").update();
      follower = follower();
      followThroughBreaks();
      assertThat(projection).as("seed %d, round %d", seed, round).isEqualTo(dump());
    }
  }

  private void act() {
    for (int blocks = random.nextInt(4); blocks >= 0; blocks--) {
      for (int actions = random.nextInt(4); actions > 0; actions--) {
        try {
          Call call =
              switch (random.nextInt(nodes.isEmpty() ? 2 : 5)) {
                case 0 -> registration();
                case 1 -> chain.calls.fund(TokenAmount.parse("" + random.nextInt(1, 1000)));
                default ->
                    chain.calls.topUpDeposit(
                        nodes.get(random.nextInt(nodes.size())), TokenAmount.parse("1"));
              };
          chain.wallet.send(call.to(), call.value().baseUnits(), call.data());
        } catch (Wallet.RefusedException refused) {
          assertThat(refused).hasMessageContaining("NodeNotFound");
        }
      }
      chain.mine(random.nextInt(1, 5));
    }
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    insert(confirmed);
    fail(failing.apply(confirmed));
    requireNewest(confirmed);
  }

  @Override
  public void undo(ConfirmedEvent confirmed) {
    fail(failingToUndo.apply(confirmed));
    requireNewest(confirmed);
    int removed =
        tables
            .jdbc
            .sql("delete from seen where hash = ? and log_index = ?")
            .params(confirmed.blockHash().bytes(), confirmed.logIndex())
            .update();
    assertThat(removed).as("seed %d: applied: %s", seed, confirmed).isEqualTo(1);
  }

  private static void fail(@Nullable RuntimeException failure) {
    if (failure != null) {
      throw failure;
    }
  }

  private void insert(ConfirmedEvent confirmed) {
    tables
        .jdbc
        .sql("insert into seen values (?, ?, ?)")
        .params(
            confirmed.blockHash().bytes(),
            confirmed.logIndex(),
            "%s @%s/%s".formatted(text(confirmed), confirmed.block(), confirmed.logIndex()))
        .update();
  }

  /// That of what is known of its node, if it is about one, this is the last.
  private void requireNewest(ConfirmedEvent confirmed) {
    String node =
        switch (confirmed.event()) {
          case ChainEvent.NodeRegistered e -> e.node().toString();
          case ChainEvent.DepositChanged e -> e.node().toString();
          default -> "";
        };
    if (ordered && !node.isEmpty()) {
      List<Long> places =
          tables
              .jdbc
              .sql("select event from seen where event like ?")
              .param("%" + node + "%")
              .query(String.class)
              .list()
              .stream()
              .map(SetAsideIT::place)
              .toList();
      assertThat(confirmed.block() * 10_000 + confirmed.logIndex())
          .as("seed %d: in order: %s", seed, confirmed)
          .isEqualTo(places.stream().mapToLong(Long::longValue).max().orElseThrow());
    }
  }

  private static long place(String event) {
    String[] place = event.substring(event.indexOf('@') + 1).split("/");
    return Long.parseLong(place[0]) * 10_000 + Long.parseLong(place[1]);
  }

  private static String text(ConfirmedEvent confirmed) {
    return confirmed.event().toString();
  }

  private List<String> seen() {
    return tables.jdbc.sql("select event from seen").query(String.class).list().stream()
        .sorted(Comparator.comparing(SetAsideIT::place))
        .map(event -> event.substring(0, event.indexOf(" @")))
        .toList();
  }

  private List<String> dump() {
    return Stream.of("seen", "chain_event", "chain_position")
        .flatMap(
            table ->
                tables
                    .jdbc
                    .sql("select t::text from %s t order by 1".formatted(table))
                    .query(String.class)
                    .list()
                    .stream())
        .toList();
  }

  private long history() {
    return tables.jdbc.sql("select count(*) from chain_event").query(Long.class).single();
  }

  private SetAsideLog only() {
    assertThat(aside.all(10)).hasSize(1);
    return aside.all(10).getFirst();
  }

  /// What the metric says.
  private double watched() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ChainWatch watch = new ChainWatch(chain.rpc, tables.jdbc, Clock.systemUTC(), registry);
    watch.look();
    return registry.get("dvpn.chain.set.aside").gauge().value();
  }

  private Follower follower() {
    return new Follower(
        chain.network, List.of(chain.rpc), List.of(this), tables.jdbc, tables.transaction, metrics);
  }

  private void follow() {
    while (follower.poll()) {}
  }

  /// A connection to the node may break at any time.
  private void followThroughBreaks() {
    for (int broken = 0; ; broken++) {
      try {
        follow();
        return;
      } catch (ChainException e) {
        assertThat(broken).as(e.getMessage()).isLessThan(5);
      }
    }
  }

  private static boolean funded(ConfirmedEvent event, String amount) {
    return event.event() instanceof ChainEvent.Funded funded
        && funded.amount().toString().equals(amount);
  }

  private String amount(int amount) {
    return new ChainEvent.Funded(
            new Account(chain.key.address()), TokenAmount.parse(Integer.toString(amount)))
        .toString();
  }

  private void fund(int amount) {
    chain.transact(chain.calls.fund(TokenAmount.parse(Integer.toString(amount))));
  }

  private void topUp(NodeId node) {
    chain.transact(chain.calls.topUpDeposit(node, TokenAmount.parse("1")));
  }

  private NodeId register() {
    chain.transact(registration());
    return nodes.getLast();
  }

  private Call registration() {
    byte[] secret = new byte[PrivateKey.LENGTH];
    random.nextBytes(secret);
    secret[0] = 1;
    PrivateKey key = PrivateKey.of(secret);
    nodes.add(new NodeId(key.address()));
    return chain.registration(key);
  }
}
