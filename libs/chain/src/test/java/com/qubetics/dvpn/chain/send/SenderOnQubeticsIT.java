package com.qubetics.dvpn.chain.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.ByHandChain;
import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.FaultyNode;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings.Caps;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings.Receipts;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sender on the chain that the real one is like: first in first out, nothing replaced, halts
/// of an hour. Effects are told apart by their amounts.
class SenderOnQubeticsIT {
  private static final BigInteger GWEI = ByHandChain.GWEI;
  private static final Duration HALF_MINUTE = Duration.ofSeconds(31);
  private static final Random RANDOM = new Random();

  private static final long FIRST_AMOUNT = 1_000_000;

  private static final int LOOKS_IN_AN_HOUR = Boolean.getBoolean("dvpn.nightly") ? 3600 : 20;

  /// Blocks in which what can be done is done.
  private static final int SOON = 8;

  private static final ByHandChain blocks = new ByHandChain();

  private final TestChain chain = blocks.chain;
  private final ChainTables tables = new ChainTables();
  private final FaultyNode node = new FaultyNode(chain.engine.rpcUrl());
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final PrivateKey key = blocks.newKey(RANDOM);
  private final List<String> expected = new ArrayList<>();
  private IntentSender sender = sender(chain.rpc);
  private QubeticsSettings settings = ByHandChain.SETTINGS;
  private long amounts = FIRST_AMOUNT;
  private long begin;

  @BeforeEach
  void begins() {
    begin = chain.rpc.blockNumber();
  }

  @AfterEach
  void asUsual() {
    node.close();
    blocks.atUsualPrice();
  }

  @AfterAll
  static void stops() {
    blocks.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void paysNothingForAHaltOfAnHour(boolean poolEmptied) {
    fund(5);
    sender.ensure("finalise/9", chain.calls.finalise(9), Duration.ZERO);
    poll();
    TokenAmount spent = sender.status().spentToday();
    blocks.node.halt();
    for (int i = 0; i < LOOKS_IN_AN_HOUR; i++) {
      blocks.clock.advance(Duration.ofHours(1).dividedBy(LOOKS_IN_AN_HOUR));
      poll();
      SenderStatus status = sender.status();
      assertThat(List.of(status.open(), status.stuck(), status.capped()))
          .containsExactly(6L, 0L, 0L);
      assertThat(status.spentToday()).isEqualTo(spent);
    }
    assertThat(transactions()).isEqualTo(5);
    assertThat(blocks.node.waiting()).isEqualTo(5);
    blocks.node.resume(poolEmptied);
    confirmsAllOnce();
    assertThat(transactions()).isEqualTo(5);
    assertThat(sender.state("finalise/9").orElseThrow().status()).isEqualTo(Status.PENDING);
  }

  @Test
  void signsAnewWithinTheFeeCapThatARefusalTells() {
    price(1000, 1000);
    fund(1);
    // Told as 0.13 at 75,000 gas, and yet no such fee is taken.
    cap(1690);
    poll();
    assertThat(problem()).contains("exceeds the configured cap");
    poll();
    confirmsAllOnce();
    assertThat(transactions()).isEqualTo(2);
  }

  /// What was refused for the node's cap offers more than can ever be taken: that blocks pass over
  /// it is no reason to keep from offering less.
  @Test
  void signsAnewWithinTheFeeCapThoughBlocksPassedByMeanwhile() {
    price(1000, 1000);
    fund(1);
    cap(2000);
    poll();
    price(1800, 1800);
    cap(2000);
    blocks.clock.advance(HALF_MINUTE);
    blocks.blocks(3);
    poll();
    assertThat(sender.status().stuck()).isZero();
    confirmsAllOnce();
  }

  @Test
  void keepsTheOlderAliveWhereARaiseIsBeyondTheNodesCap() {
    price(1000, 1000);
    fund(1);
    cap(2400);
    poll();
    assertThat(blocks.node.waiting()).isEqualTo(1);
    price(3000, 3000);
    cap(2400);
    blocks.block();
    blocks.block();
    assertThat(blocks.node.waiting()).as("dropped, too cheap").isZero();
    blocks.block();
    blocks.clock.advance(HALF_MINUTE);
    for (int i = 0; i < 3; i++) {
      poll();
      blocks.block();
    }
    assertThat(transactions()).isBetween(2, 3);
    assertThat(state().status()).isEqualTo(Status.SENT);
    priceFell(1000);
    cap(2400);
    confirmsAllOnce();
    assertThat(transactions()).isBetween(2, 3);
  }

  /// cosmos/evm 0.4 looks for an unknown receipt for 51 s.
  @Test
  void holdsUpNothingWhereReceiptsAreLookedForForLong() {
    become(settings.with(new Receipts(Duration.ZERO, 3, Duration.ofSeconds(51))));
    sender = sender(node.rpc());
    fund(6);
    poll();
    blocks.block();
    int failed = 0;
    for (int i = 0; i < 3; i++) {
      fund(1);
      failed += pollFails();
      assertThat(transactions()).as("signed at once").isEqualTo(7 + i);
      assertThat(chain.rpc.pendingNonce(key.address())).as("sent at once").isEqualTo(7 + i);
      blocks.block();
    }
    assertThat(node.calls("eth_getTransactionReceipt")).as("silent answers").isLessThanOrEqualTo(2);
    assertThat(failed).isLessThanOrEqualTo(1);
    confirmsAllOnce();
    assertThat(node.calls("eth_getTransactionReceipt")).isLessThanOrEqualTo(2 + 2 * 9);
  }

  @Test
  void takesReceiptsThatAreLateByBlocksForNothingElse() {
    become(settings.with(new Receipts(Duration.ZERO, 4, Duration.ZERO)));
    fund(5);
    poll();
    blocks.block();
    for (int i = 0; i < 3; i++) {
      poll();
      assertThat(sender.status().stuck()).isZero();
      assertThat(problem()).contains("no receipts of yet");
      blocks.block();
    }
    confirmsAllOnce();
  }

  @Test
  void raisesNoAlarmWhereReceiptsAreLateAndTheChainStandsStill() {
    become(settings.with(new Receipts(Duration.ZERO, 4, Duration.ZERO)));
    fund(2);
    poll();
    blocks.block();
    blocks.node.halt();
    for (int i = 0; i < LOOKS_IN_AN_HOUR; i++) {
      poll();
      assertThat(sender.status().stuck()).isZero();
      blocks.clock.advance(Duration.ofHours(1).dividedBy(LOOKS_IN_AN_HOUR));
    }
    blocks.node.resume(true);
    for (int i = 0; i < 4; i++) {
      blocks.block();
      poll();
      assertThat(sender.status().stuck()).isZero();
    }
    confirmsAllOnce();
  }

  @Test
  void offersTheLeastPriceWhereThereIsNoBaseFee() {
    price(0, 1);
    blocks.block();
    assertThat(chain.rpc.latestBlock().baseFee()).isZero();
    fund(3);
    poll();
    assertThat(blocks.node.waiting()).isEqualTo(3);
    confirmsAllOnce();
    assertThat(transactions()).isEqualTo(3);
  }

  /// The pending nonce counts the first 30 of the pool only.
  @Test
  void sendsManyMoreThanThePoolsFirstPage() {
    sender = sender(node.rpc());
    int many = 33;
    fund(many);
    poll();
    assertThat(blocks.node.waiting()).isEqualTo(many);
    blocks.node.halt();
    for (int i = 0; i < 4; i++) {
      poll();
      blocks.clock.advance(Duration.ofSeconds(6));
    }
    blocks.node.resume(false);
    assertThat(transactions()).isEqualTo(many);
    confirmsAllOnce();
    assertThat(node.calls("eth_estimateGas")).isEqualTo(many);
    // Gas, sending, twice again in 24 s, and two receipts.
    assertThat(node.calls()).isLessThan(many * 6 + 15 * 8);
  }

  @Test
  void sendsManyMoreThanThePoolsFirstPageAgainAfterTheNodeLostThem() {
    int many = 33;
    fund(many);
    poll();
    blocks.node.resume(true);
    assertThat(blocks.node.waiting()).isZero();
    confirmsAllOnce();
    assertThat(transactions()).isEqualTo(many);
  }

  /// While another's transactions fill the blocks, a raise is signed that this pool never takes.
  @Test
  void settlesARefusedReplacementByTheOlder() {
    PrivateKey other = blocks.newKey(RANDOM);
    long gas = gasLimit(call(FIRST_AMOUNT));
    for (int nonce = 0; nonce < 5; nonce++) {
      chain.rpc.sendRawTransaction(
          new UnsignedTransaction(
                  chain.network.chainId(),
                  nonce,
                  gas * 2 / 3,
                  other.address(),
                  BigInteger.ZERO,
                  new byte[0],
                  new Fees(gwei(100), GWEI))
              .sign(Signer.of(other))
              .raw());
    }
    fund(1);
    poll();
    assertThat(blocks.node.waiting()).isEqualTo(6);
    become(settings.fees(GWEI, gwei(2)).blockGas(gas + 1000));
    blocks.clock.advance(HALF_MINUTE);
    for (int i = 0; i < 4; i++) {
      blocks.block();
      poll();
    }
    assertThat(transactions()).isEqualTo(2);
    confirmsAllOnce();
    assertThat(transactions()).isEqualTo(2);
  }

  @Test
  void keepsNoneFromBeingSentThoughSeveralBeforeItHaveNoAnswer() {
    sender = sender(node.rpc());
    fund(5);
    String last = "fund/" + expected.getLast();
    List<String> silent =
        expected.stream()
            .map(amount -> "\"0x%s\"".formatted(Long.toHexString(Long.parseLong(amount))))
            .toList();
    node.beSilentAbout(
        request ->
            request.path("method").asString().equals("eth_estimateGas")
                && silent.stream().anyMatch(request.toString()::contains));
    fund(2);
    String good = "fund/" + expected.getLast();
    int failed = 0;
    for (int i = 0; i < 3; i++) {
      failed += pollFails();
    }
    assertThat(sender.state(good).orElseThrow().status()).isEqualTo(Status.SENT);
    assertThat(sender.state(last).orElseThrow().problem()).contains("timed out");
    assertThat(failed).isBetween(1, 3);
    fund(1);
    pollFails();
    assertThat(transactions()).as("a new one is sent at the next look").isEqualTo(3);
    blocks.block();
    pollFails();
    node.beSilentAbout(request -> false);
    confirmsAllOnce();
    assertThat(transactions()).isEqualTo(8);
  }

  /// Gwei, from the next block on.
  private void price(long baseFee, long least) {
    become(settings.fees(gwei(baseFee), gwei(least)));
    blocks.block();
  }

  /// As after many empty blocks.
  private void priceFell(long least) {
    price(0, 0);
    price(least, least);
  }

  /// @param price in gwei, the most that a funding may offer
  private void cap(long price) {
    Caps caps = settings.caps();
    BigInteger fee = gwei(price).multiply(BigInteger.valueOf(gasLimit(call(amounts))));
    become(
        settings.with(
            new Caps(caps.logBlocks(), caps.logs(), caps.batch(), fee, caps.pendingPage())));
  }

  private void become(QubeticsSettings other) {
    settings = other;
    blocks.node.become(other);
  }

  private long gasLimit(Call call) {
    return chain.rpc.estimateGas(key.address(), call.to(), call.value().baseUnits(), call.data())
        * 125
        / 100;
  }

  private static BigInteger gwei(long number) {
    return GWEI.multiply(BigInteger.valueOf(number));
  }

  private void fund(int intents) {
    for (int i = 0; i < intents; i++) {
      amounts++;
      expected.add(Long.toString(amounts));
      sender.ensure("fund/" + amounts, call(amounts), Duration.ZERO);
    }
  }

  private Call call(long amount) {
    return chain.calls.fund(TokenAmount.parse(Long.toString(amount)));
  }

  private IntentState state() {
    return sender.state("fund/" + expected.getFirst()).orElseThrow();
  }

  private String problem() {
    return String.valueOf(state().problem());
  }

  private int transactions() {
    return tables.jdbc.sql("select count(*) from chain_transaction").query(Integer.class).single();
  }

  private IntentSender sender(JsonRpc rpc) {
    metrics.clear();
    return blocks.sender(rpc, key, tables, metrics);
  }

  private void poll() {
    sender.poll();
  }

  /// @return 1 if the chain could not be asked
  private int pollFails() {
    try {
      sender.poll();
      return 0;
    } catch (ChainException e) {
      return 1;
    }
  }

  /// All that was asked for, soon, in one effect each, with nothing stuck or failed.
  private void confirmsAllOnce() {
    for (int i = 0; i < SOON && open() > 0; i++) {
      poll();
      blocks.block();
    }
    poll();
    for (String amount : expected) {
      IntentState state = sender.state("fund/" + amount).orElseThrow();
      assertThat(state.status()).as("%s: %s", amount, state).isEqualTo(Status.CONFIRMED);
    }
    assertThat(blocks.fundedAfter(begin)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(sender.status().stuck()).isZero();
    assertThat(sender.status().halted()).isFalse();
  }

  private long open() {
    return expected.stream()
        .filter(each -> sender.state("fund/" + each).orElseThrow().status() != Status.CONFIRMED)
        .count();
  }
}
