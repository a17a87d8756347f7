package com.qubetics.dvpn.chain.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.FlakyRpc;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.engines.SettableClock;
import com.qubetics.dvpn.evm.ChainEvent.Funded;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.contract.ContractEvents;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything that can go wrong between an intent and its block, mixed: each intent has one effect
/// on the chain, or none and an alarm (invariant I8). Effects are told apart by their amounts.
class SenderChaosIT {
  private static final int RUNS = Boolean.getBoolean("dvpn.nightly") ? 60 : 6;
  private static final int STEPS = 60;
  private static final int DEEPEST = 8;
  private static final List<String> TABLES =
      List.of("chain_sender", "chain_intent", "chain_transaction");

  private final TestChain chain = new TestChain();
  private final ChainTables tables = new ChainTables();
  private final FlakyRpc flaky = new FlakyRpc(chain.anvil.rpcUrl());
  private final JsonRpc rpc = new JsonRpc(flaky.url());
  private final SettableClock clock = SettableClock.at(Instant.parse("2026-01-01T00:00:00Z"));

  private Random random = new Random();
  private PrivateKey key = chain.key;
  private IntentSender sender = sender();
  private final List<String> intents = new ArrayList<>();
  private int amounts;
  private boolean restored;

  @BeforeEach
  void minesOnlyWhenAsked() {
    chain.anvil.mineWithEachTransaction(false);
  }

  @AfterEach
  void stops() {
    flaky.close();
    chain.close();
  }

  @Test
  void givesEachIntentOneEffectOrAnAlarm() {
    long first = Long.getLong("dvpn.seed", System.nanoTime());
    System.out.println("seed: " + first);
    int confirmed = 0;
    for (long seed = first; seed < first + RUNS; seed++) {
      begin(seed);
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      settle();
      confirmed += check(seed);
    }
    // How many is chance: a run may halt at its first step, and its alarm is checked.
    assertThat(confirmed).as("confirmed in %d runs", RUNS).isPositive();
  }

  private void begin(long seed) {
    random = new Random(seed);
    TABLES.reversed().forEach(table -> tables.jdbc.sql("truncate " + table + " cascade").update());
    TABLES.forEach(table -> tables.jdbc.sql("drop table if exists backup_" + table).update());
    intents.clear();
    restored = false;
    byte[] secret = new byte[PrivateKey.LENGTH];
    random.nextBytes(secret);
    secret[0] = 1;
    key = PrivateKey.of(secret);
    chain.anvil.call(
        "anvil_setBalance", "[\"%s\",\"0x21e19e0c9bab2400000\"]".formatted(key.address()));
    chain.mine(2 * DEEPEST);
    sender = sender();
  }

  private void step() {
    switch (random.nextInt(16)) {
      case 0, 1 -> intend();
      case 2, 3, 4, 5 -> poll();
      case 6, 7 -> chain.mine(1);
      case 8 -> clock.advance(Duration.ofSeconds(31));
      case 9 -> dropOne();
      case 10 -> baseFeeTimesHundred();
      case 11 ->
          failingIn(random.nextBoolean() ? "eth_sendRawTransaction" : "eth_getTransactionReceipt");
      case 12 -> answerLostOf("eth_sendRawTransaction");
      case 13 -> sender = sender();
      case 14 -> chain.anvil.reorganise(random.nextInt(1, DEEPEST + 1), random);
      default -> rarely();
    }
  }

  private void rarely() {
    switch (random.nextInt(3)) {
      case 0 -> takeANonceThatIsOurs();
      case 1 -> backUp();
      default -> restore();
    }
  }

  private void intend() {
    String intent = "fund/" + ++amounts;
    sender.ensure(intent, chain.calls.fund(amount(amounts)), Duration.ZERO);
    intents.add(intent);
  }

  private void poll() {
    try {
      sender.poll();
    } catch (ChainException e) {
      // Its turn comes again.
      return;
    }
  }

  private void failingIn(String method) {
    flaky.refuse(method);
    poll();
    flaky.refuseNothing();
  }

  private void answerLostOf(String method) {
    flaky.swallowAnswerOf(method);
    poll();
    flaky.refuseNothing();
  }

  private void dropOne() {
    List<byte[]> sent =
        tables.jdbc.sql("select hash from chain_transaction").query(byte[].class).list();
    if (!sent.isEmpty()) {
      Bytes32 hash = Bytes32.of(sent.get(random.nextInt(sent.size())));
      chain.anvil.call("anvil_dropTransaction", "[\"%s\"]".formatted(hash));
    }
  }

  private void baseFeeTimesHundred() {
    BigInteger fee = chain.rpc.latestBlock().baseFee();
    if (fee.bitLength() < 40) {
      chain.anvil.call(
          "anvil_setNextBlockBaseFeePerGas",
          String.format(Locale.ROOT, "[\"0x%x\"]", fee.multiply(BigInteger.valueOf(100))));
      chain.mine(1);
    }
  }

  /// Another program with the same key gets a transaction of its own in before ours.
  private void takeANonceThatIsOurs() {
    Fees fees = Fees.current(chain.rpc);
    long nonce = chain.rpc.nonce(key.address());
    boolean given =
        tables.jdbc.sql("select next_nonce from chain_sender").query(Long.class).optional().stream()
            .anyMatch(next -> nonce < next);
    if (given) {
      byte[] raw =
          new UnsignedTransaction(
                  chain.network.chainId(),
                  nonce,
                  21_000,
                  chain.network.rewardsVault(),
                  BigInteger.ZERO,
                  new byte[0],
                  new Fees(fees.maxFee().shiftLeft(3), fees.maxFee().shiftLeft(2)))
              .sign(Signer.of(key))
              .raw();
      chain.rpc.sendRawTransaction(raw);
      chain.mine(1);
    }
  }

  private void backUp() {
    for (String table : TABLES) {
      tables.jdbc.sql("drop table if exists backup_" + table).update();
      tables.jdbc.sql("create table backup_%s as table %s".formatted(table, table)).update();
    }
  }

  private void restore() {
    if (tables
        .jdbc
        .sql("select to_regclass('backup_chain_sender')")
        .query(String.class)
        .optional()
        .isEmpty()) {
      return;
    }
    restored = true;
    TABLES.reversed().forEach(table -> tables.jdbc.sql("truncate " + table + " cascade").update());
    for (String table : TABLES) {
      tables
          .jdbc
          .sql("insert into %s overriding system value table backup_%s".formatted(table, table))
          .update();
    }
    sender = sender();
  }

  /// No more faults: what can be done is done.
  private void settle() {
    sender = sender();
    chain.mine(80);
    for (int i = 0; i < 40; i++) {
      sender.poll();
      clock.advance(Duration.ofSeconds(31));
      chain.mine(1);
    }
  }

  /// @return how many are confirmed
  private int check(long seed) {
    List<String> effects = effects();
    assertThat(effects).as("seed %d", seed).doesNotHaveDuplicates();
    SenderStatus status = sender.status();
    int confirmed = 0;
    for (String intent : intents) {
      boolean there = effects.contains(intent);
      IntentState state = sender.state(intent).orElse(null);
      String what = "seed %s, %s: %s, %s".formatted(seed, intent, state, status);
      if (state == null) {
        assertThat(restored).as(what).isTrue();
      } else if (state.status() == Status.CONFIRMED) {
        assertThat(there).as(what).isTrue();
        confirmed++;
      } else {
        assertThat(status.halted() || status.stuck() > 0).as(what).isTrue();
        assertThat(there && !restored).as(what).isFalse();
      }
    }
    return confirmed;
  }

  /// The intents of all runs that the chain shows, once for each effect.
  private List<String> effects() {
    ContractEvents events = new ContractEvents(chain.network.contracts());
    return chain
        .rpc
        .logs(List.of(chain.network.rewardsVault()), 0, chain.rpc.blockNumber())
        .stream()
        .flatMap(log -> events.read(log).stream())
        .map(event -> "fund/" + ((Funded) event).amount())
        .toList();
  }

  private IntentSender sender() {
    return new IntentSender(
        chain.network,
        rpc,
        Signer.of(key),
        new SenderSettings(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            TokenAmount.ofTics("50"),
            TokenAmount.ofTics("1000000")),
        tables.jdbc,
        tables.transaction,
        clock,
        new SimpleMeterRegistry());
  }

  private static TokenAmount amount(int baseUnits) {
    return TokenAmount.parse(Integer.toString(baseUnits));
  }
}
