package com.qubetics.dvpn.chain.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.ChainTables;
import com.qubetics.dvpn.chain.FlakyRpc;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.engines.SettableClock;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.key.ExternalSigner;
import com.qubetics.dvpn.evm.key.FakeExternalSigner;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntentSenderIT {
  private static final SenderSettings SETTINGS =
      new SenderSettings(
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          TokenAmount.ofTics("50"),
          TokenAmount.ofTics("200"));

  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private final TestChain chain = new TestChain();
  private final ChainTables tables = new ChainTables();
  private final FlakyRpc flaky = new FlakyRpc(chain.anvil.rpcUrl());
  private final JsonRpc rpc = new JsonRpc(flaky.url());
  private final RpcChainReader reader = new RpcChainReader(chain.network.contracts(), chain.rpc);
  private final SettableClock clock = SettableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @AfterEach
  void stops() throws IOException {
    flaky.close();
    chain.close();
  }

  @Test
  void hasOneEffectForAKeyThatIsSentTwice() {
    IntentSender sender = sender();
    send(sender, "fund/1", fund(5));
    send(sender, "fund/1", fund(5));
    pollUntilConfirmed(sender, "fund/1");
    assertThat(reader.funded()).isEqualTo(amount(5));
    IntentState state = sender.state("fund/1").orElseThrow();
    assertThat(state.gasUsed()).isPositive();
    assertThat(chain.rpc.receipt(state.transaction())).isPresent();
    assertThat(send(sender, "fund/1", fund(6))).isFalse();
  }

  @Test
  void sendsAgainWhatFailedAfterAPauseAndOnlyThat() {
    IntentSender sender = sender();
    send(sender, "finalise/9", chain.calls.finalise(9));
    sender.poll();
    passes(sender, Duration.ofMinutes(11));
    assertThat(sender.state("finalise/9").orElseThrow().status()).isEqualTo(Status.FAILED);
    assertThat(sender.ensure("finalise/9", fund(5), Duration.ofMinutes(12))).isFalse();
    assertThat(sender.isDue("finalise/9", RETRY_AFTER)).isTrue();

    assertThat(send(sender, "finalise/9", fund(5))).isTrue();
    assertThat(sender.isUnderWay("finalise/")).isTrue();
    assertThat(send(sender, "finalise/9", fund(6))).isFalse();
    pollUntilConfirmed(sender, "finalise/9");
    clock.advance(Duration.ofHours(1));
    assertThat(send(sender, "finalise/9", fund(7))).isFalse();
    assertThat(sender.isUnderWay("finalise/")).isFalse();
    assertThat(sender.storedSince("finalise/", Instant.EPOCH)).isEqualTo(2);
    assertThat(sender.storedSince("finalise/", clock.instant())).isZero();
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  /// Replicas that ask at random, and attempts that end at random: what is named has one live
  /// attempt at most, its attempts are numbered without a gap, and nothing follows one that is done
  /// (invariant I8).
  @Test
  void keepsOneAttemptAliveWhoeverAsksHoweverOften() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      tables.jdbc.sql("truncate chain_transaction, chain_intent").update();
      List<IntentSender> replicas = List.of(sender(), sender());
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(4)) {
          case 0 -> end(random, "FAILED");
          case 1 -> clock.advance(Duration.ofSeconds(random.nextInt(90)));
          case 2 -> {
            if (random.nextInt(10) == 0) {
              end(random, "CONFIRMED");
            }
          }
          default ->
              send(replicas.get(random.nextInt(2)), "fund/" + random.nextInt(3), fund(step + 1));
        }
        assertThat(
                tables
                    .jdbc
                    .sql(
                        """
                        select count(*) from (
                          select 1 from chain_intent group by intent_key
                          having count(*) filter (where status <> 'FAILED') > 1
                            or max(attempt) <> count(*)
                            or max(attempt) filter (where status <> 'FAILED') < max(attempt)) wrong
                        """)
                    .query(Integer.class)
                    .single())
            .as("seed %d, step %d", seed, step)
            .isZero();
      }
    }
  }

  private void end(Random random, String status) {
    tables
        .jdbc
        .sql(
            """
            update chain_intent set status = :status
            where intent_key = :name and status = 'PENDING'
            """)
        .param("status", status)
        .param("name", "fund/" + random.nextInt(3))
        .update();
  }

  @Test
  void doesNothingForATransactionThatTheCallerRolledBack() {
    IntentSender sender = sender();
    tables.transaction.executeWithoutResult(
        status -> {
          send(sender, "fund/1", fund(5));
          status.setRollbackOnly();
        });
    sender.poll();
    assertThat(sender.state("fund/1")).isEmpty();
  }

  @Test
  void sendsTheStoredBytesAfterACrashBetweenStoringAndSending() {
    IntentSender crashing = sender();
    send(crashing, "fund/1", fund(5));
    flaky.refuse("eth_sendRawTransaction");
    crashing.poll();
    assertThat(state(crashing)).isEqualTo(Status.SENT);
    Bytes32 signed = crashing.state("fund/1").orElseThrow().transaction();

    flaky.refuseNothing();
    IntentSender restarted = sender();
    pollUntilConfirmed(restarted, "fund/1");
    assertThat(restarted.state("fund/1").orElseThrow().transaction()).isEqualTo(signed);
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  @Test
  void sendsNoSecondTimeAfterACrashBetweenSendingAndTheAnswer() {
    IntentSender crashing = sender();
    send(crashing, "fund/1", fund(5));
    flaky.swallowAnswerOf("eth_sendRawTransaction");
    crashing.poll();
    flaky.refuseNothing();
    pollUntilConfirmed(sender(), "fund/1");
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  @Test
  void raisesTheFeeOfATransactionThatBlocksPassOverAndHasOneEffect() {
    IntentSender sender = waiting(SETTINGS);
    Bytes32 first = sender.state("fund/1").orElseThrow().transaction();
    dearBlocks(3);
    sender.poll();
    assertThat(sender.state("fund/1").orElseThrow().transaction()).isNotEqualTo(first);
    assertThat(transactions()).isEqualTo(2);
    chain.mine(1);
    pollUntilConfirmed(sender, "fund/1");
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  @Test
  void raisesNoFeeAboveTheCap() {
    IntentSender sender =
        waiting(
            new SenderSettings(
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                TokenAmount.ofTics("0.0004"),
                TokenAmount.ofTics("200")));
    for (int i = 0; i < 10; i++) {
      dearBlocks(3);
      sender.poll();
    }
    assertThat(transactions()).isLessThan(12);
    assertThat(sender.state("fund/1").orElseThrow().problem()).contains("highest fee");
    assertThat(metrics.get("dvpn.chain.intents.stuck").gauge().value()).isEqualTo(1);
    cheapBlock();
    pollUntilConfirmed(sender, "fund/1");
    assertThat(metrics.get("dvpn.chain.intents.stuck").gauge().value()).isZero();
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  @Test
  void signsSpendsAndGivesUpNothingWhileTheChainStandsStill() {
    IntentSender sender = waiting(SETTINGS);
    send(sender, "finalise/9", chain.calls.finalise(9));
    sender.poll();
    TokenAmount spent = sender.status().spentToday();
    for (int i = 0; i < 80; i++) {
      clock.advance(Duration.ofSeconds(30));
      sender.poll();
    }
    assertThat(transactions()).isEqualTo(1);
    assertThat(sender.status())
        .isEqualTo(new SenderStatus(2, 0, 0, false, sender.status().balance(), spent, null));
    assertThat(sender.state("finalise/9").orElseThrow().status()).isEqualTo(Status.PENDING);

    chain.mine(1);
    pollUntilConfirmed(sender, "fund/1");
    assertThat(sender.state("finalise/9").orElseThrow().status()).isEqualTo(Status.PENDING);
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  @Test
  void raisesNothingWhereBlocksPassOverWhatOffersEnough() {
    IntentSender sender = waiting(SETTINGS);
    chain.anvil.call(
        "anvil_dropTransaction",
        "[\"%s\"]".formatted(sender.state("fund/1").orElseThrow().transaction()));
    clock.advance(Duration.ofSeconds(31));
    chain.mine(5);
    sender.poll();
    assertThat(transactions()).isEqualTo(1);
    chain.mine(1);
    pollUntilConfirmed(sender, "fund/1");
  }

  /// A transaction that is in the node's pool, and that no block takes by itself.
  private IntentSender waiting(SenderSettings settings) {
    chain.anvil.mineWithEachTransaction(false);
    IntentSender sender = sender(settings);
    send(sender, "fund/1", fund(5));
    sender.poll();
    return sender;
  }

  /// Half a minute with blocks of ten times the base fee, above what anything waiting offers.
  private void dearBlocks(int number) {
    clock.advance(Duration.ofSeconds(31));
    String fee = chain.rpc.latestBlock().baseFee().multiply(BigInteger.valueOf(10)).toString(16);
    for (int i = 0; i < number; i++) {
      chain.anvil.call("anvil_setNextBlockBaseFeePerGas", "[\"0x%s\"]".formatted(fee));
      chain.mine(1);
    }
  }

  private void cheapBlock() {
    chain.anvil.call("anvil_setNextBlockBaseFeePerGas", "[\"0x7\"]");
    chain.mine(1);
  }

  /// Time with a block every half minute.
  private void passes(IntentSender sender, Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minusSeconds(30)) {
      clock.advance(Duration.ofSeconds(30));
      chain.mine(1);
      sender.poll();
    }
  }

  @Test
  void sendsAgainWhatAReorganisationDropped() {
    IntentSender sender = sender();
    send(sender, "fund/1", fund(5));
    sender.poll();
    sender.poll();
    chain.anvil.call("anvil_reorg", "[1, []]");
    pollUntilConfirmed(sender, "fund/1");
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  @Test
  void sendsAgainWhatAReorganisationDroppedAfterItWasConfirmed() {
    chain.mine(5);
    IntentSender sender = sender();
    send(sender, "fund/1", fund(5));
    pollUntilConfirmed(sender, "fund/1");
    chain.anvil.call("anvil_reorg", "[4, []]");
    assertThat(reader.funded()).isEqualTo(amount(0));
    send(sender, "fund/2", fund(7));
    sender.poll();
    assertThat(state(sender)).isEqualTo(Status.SENT);
    pollUntilConfirmed(sender, "fund/2");
    assertThat(state(sender)).isEqualTo(Status.CONFIRMED);
    assertThat(reader.funded()).isEqualTo(amount(12));
  }

  @Test
  void worksOffOldIntentsThatBuildOnEachOther() {
    chain.anvil.call("evm_setNextBlockTimestamp", "[%s]".formatted(chain.network.genesis() + 240));
    chain.mine(1);
    IntentSender sender = sender();
    for (int epoch = 2; epoch >= 0; epoch--) {
      send(
          sender,
          "anchor/" + epoch,
          chain.calls.anchor(
              new Seal(
                  epoch, 1, Seal.Kind.SESSIONS, Bytes32.ZERO, 0, BigInteger.ZERO, Bytes32.ZERO)));
    }
    clock.advance(Duration.ofHours(5));
    sender.poll();
    assertThat(sender.state("anchor/2").orElseThrow().problem()).isEqualTo("EpochNotNext(2)");
    clock.advance(Duration.ofHours(5));
    pollUntilConfirmed(sender, "anchor/2");
  }

  @Test
  void triesAgainWhatTheContractRefusesUntilItDoesNot() {
    IntentSender sender = sender();
    Call anchor =
        chain.calls.anchor(
            new Seal(0, 1, Seal.Kind.SESSIONS, Bytes32.ZERO, 0, BigInteger.ZERO, Bytes32.ZERO));
    send(sender, "anchor/0", anchor);
    sender.poll();
    assertThat(sender.state("anchor/0").orElseThrow().status()).isEqualTo(Status.PENDING);
    assertThat(sender.state("anchor/0").orElseThrow().problem()).isEqualTo("EpochNotEnded(0)");
    chain.anvil.call("evm_setNextBlockTimestamp", "[%s]".formatted(chain.network.genesis() + 60));
    chain.mine(1);
    pollUntilConfirmed(sender, "anchor/0");
    assertThat(reader.anchorOf(0, Seal.Kind.SESSIONS)).isPresent();
  }

  @Test
  void failsWhatTheContractRefusesForTooLongAndLetsOthersPass() {
    IntentSender sender = sender();
    send(sender, "finalise/9", chain.calls.finalise(9));
    send(sender, "fund/1", fund(5));
    pollUntilConfirmed(sender, "fund/1");
    passes(sender, Duration.ofMinutes(11));
    IntentState state = sender.state("finalise/9").orElseThrow();
    assertThat(state.status()).isEqualTo(Status.FAILED);
    assertThat(state.problem()).isEqualTo("VaultNotPending(9)");
    assertThat(state.transaction()).isNull();
  }

  @Test
  void haltsWhenTheChainHasSeenNoncesThatTheDatabaseHasNot() {
    IntentSender sender = sender();
    sender.poll();
    chain.transact(fund(1));
    send(sender, "fund/1", fund(5));
    sender.poll();
    assertThat(state(sender)).isEqualTo(Status.PENDING);
    assertThat(metrics.get("dvpn.chain.sender.halted").gauge().value()).isEqualTo(1);
    assertThat(reader.funded()).isEqualTo(amount(1));
  }

  @Test
  void haltsAfterARestoredBackupWhoseLaterTransactionsAreOnlyInThePool() {
    chain.anvil.mineWithEachTransaction(false);
    IntentSender sender = sender();
    sender.poll();
    send(sender, "fund/1", fund(5));
    sender.poll();
    // The backup knows nothing of it.
    tables.jdbc.sql("truncate chain_transaction, chain_intent").update();
    tables.jdbc.sql("update chain_sender set next_nonce = next_nonce - 1").update();

    IntentSender restored = sender();
    send(restored, "fund/2", fund(7));
    restored.poll();
    assertThat(restored.state("fund/2").orElseThrow().status()).isEqualTo(Status.PENDING);
    assertThat(transactions()).isZero();
    assertThat(metrics.get("dvpn.chain.sender.halted").gauge().value()).isEqualTo(1);
    chain.mine(3);
    restored.poll();
    assertThat(restored.status().halted()).isTrue();
    assertThat(reader.funded()).isEqualTo(amount(5));
  }

  @Test
  void goesOnAfterItWasHaltedOnceItsSettingsNameTheChainsNonce() {
    sender().poll();
    chain.transact(fund(1));
    long seen = chain.rpc.nonce(chain.key.address());
    send(sender(), "fund/1", fund(5));
    for (long wrong : List.of(0L, seen - 1, seen + 1)) {
      IntentSender misled = sender(accepting(wrong));
      misled.poll();
      assertThat(misled.status().halted()).as("accepting %d", wrong).isTrue();
    }
    IntentSender told = sender(accepting(seen));
    pollUntilConfirmed(told, "fund/1");
    assertThat(reader.funded()).isEqualTo(amount(6));
    chain.transact(fund(1));
    told.poll();
    assertThat(told.status().halted()).isTrue();
  }

  @Test
  void acceptsNoNonceThatIsOnlyInThePool() {
    chain.anvil.mineWithEachTransaction(false);
    sender().poll();
    Call other = fund(1);
    chain.wallet.send(other.to(), other.value().baseUnits(), other.data());
    IntentSender told = sender(accepting(chain.rpc.pendingNonce(chain.key.address())));
    told.poll();
    assertThat(told.status().halted()).isTrue();
    chain.mine(1);
    told.poll();
    assertThat(told.status().halted()).isFalse();
  }

  @Test
  void letsOneThroughBehindManyThatCanNotGoOn() {
    IntentSender sender = sender(caps("1", "200"));
    for (int dear = 0; dear < 70; dear++) {
      send(sender, "dear/" + dear, chain.calls.fund(TokenAmount.ofTics("2")));
    }
    send(sender, "fund/1", fund(5));
    sender.poll();
    assertThat(sender.status().capped()).isEqualTo(70);
    assertThat(state(sender)).isEqualTo(Status.SENT);
  }

  @Test
  void keepsAnIntentWhoseNonceSomebodyElseUsedInsteadOfSendingItTwice() {
    chain.anvil.call("evm_setAutomine", "[false]");
    flaky.refuse("eth_sendRawTransaction");
    IntentSender sender = sender();
    send(sender, "fund/1", fund(5));
    sender.poll();
    chain.anvil.call("evm_setAutomine", "[true]");
    chain.transact(fund(1));
    flaky.refuseNothing();
    sender.poll();
    assertThat(sender.state("fund/1").orElseThrow().problem()).contains("no receipts of yet");
    assertThat(sender.status().stuck()).isZero();
    clock.advance(Duration.ofSeconds(61));
    sender.poll();
    assertThat(sender.status().stuck()).as("while the chain stands still").isZero();
    chain.mine(5);
    sender.poll();
    assertThat(state(sender)).isEqualTo(Status.SENT);
    assertThat(sender.state("fund/1").orElseThrow().problem()).contains("another transaction");
    assertThat(metrics.get("dvpn.chain.intents.stuck").gauge().value()).isEqualTo(1);
    assertThat(reader.funded()).isEqualTo(amount(1));
  }

  @Test
  void raisesAnAlarmBehindANonceThatADeepReorganisationLeftToNobodyAndGoesOnOnceItIsUsed() {
    chain.transact(fund(1));
    IntentSender sender = sender();
    sender.poll();
    chain.anvil.call("anvil_reorg", "[1, []]");
    send(sender, "fund/1", fund(5));
    sender.poll();
    sender.poll();
    assertThat(sender.status().stuck()).isZero();
    clock.advance(Duration.ofMinutes(1));
    sender.poll();
    assertThat(state(sender)).isEqualTo(Status.SENT);
    assertThat(sender.state("fund/1").orElseThrow().problem()).contains("waits for nonce");
    assertThat(metrics.get("dvpn.chain.intents.stuck").gauge().value()).isEqualTo(1);
    chain.transact(fund(1));
    pollUntilConfirmed(sender, "fund/1");
    assertThat(metrics.get("dvpn.chain.intents.stuck").gauge().value()).isZero();
    assertThat(reader.funded()).isEqualTo(amount(6));
  }

  @Test
  void waitsForAnExternalSignerThatIsDownAndRecovers() {
    try (FakeExternalSigner service = new FakeExternalSigner(chain.key)) {
      IntentSender sender = sender(SETTINGS, external(service));
      sender.poll();
      service.goDown();
      clock.advance(Duration.ofSeconds(11));
      send(sender, "fund/1", fund(5));
      sender.poll();
      assertThat(state(sender)).isEqualTo(Status.PENDING);
      assertThat(sender.state("fund/1").orElseThrow().problem()).contains("no answer");
      assertThat(metrics.get("dvpn.chain.signer.available").gauge().value()).isZero();
      assertThat(sender.status().signerProblem()).contains("no answer");
      service.comeBack();
      pollUntilConfirmed(sender, "fund/1");
      assertThat(metrics.get("dvpn.chain.signer.available").gauge().value()).isEqualTo(1);
      assertThat(reader.funded()).isEqualTo(amount(5));
    }
  }

  @Test
  void storesNoTransactionThatAnotherKeySigned() {
    try (FakeExternalSigner service = new FakeExternalSigner(chain.key)) {
      IntentSender sender = sender(SETTINGS, external(service));
      service.signBy(PrivateKey.parse("0x" + "17".repeat(32)));
      send(sender, "fund/1", fund(5));
      sender.poll();
      assertThat(state(sender)).isEqualTo(Status.PENDING);
      assertThat(transactions()).isZero();
      assertThat(metrics.get("dvpn.chain.signer.available").gauge().value()).isZero();
      service.signBy(chain.key);
      pollUntilConfirmed(sender, "fund/1");
      assertThat(sender.status().signerProblem()).isNull();
      assertThat(reader.funded()).isEqualTo(amount(5));
    }
  }

  @Test
  void goesOnSendingWhatIsSignedWhileTheSignerIsAway() {
    chain.anvil.call("evm_setAutomine", "[false]");
    try (FakeExternalSigner service = new FakeExternalSigner(chain.key)) {
      IntentSender sender = sender(SETTINGS, external(service));
      send(sender, "fund/1", fund(5));
      sender.poll();
      service.goDown();
      clock.advance(Duration.ofSeconds(31));
      sender.poll();
      assertThat(state(sender)).isEqualTo(Status.SENT);
      assertThat(transactions()).isEqualTo(1);
      chain.mine(1);
      pollUntilConfirmed(sender, "fund/1");
      assertThat(reader.funded()).isEqualTo(amount(5));
    }
  }

  @Test
  void countsValueAndGasAgainstTheCapOfOneTransaction() {
    IntentSender sender = sender(caps("1", "200"));
    send(sender, "fund/1", chain.calls.fund(TokenAmount.ofTics("1")));
    sender.poll();
    assertThat(state(sender)).isEqualTo(Status.PENDING);
    assertThat(sender.state("fund/1").orElseThrow().problem()).contains("cap of one transaction");
    assertThat(metrics.get("dvpn.chain.intents.capped").gauge().value()).isEqualTo(1);
    IntentSender wider = sender(caps("2", "200"));
    pollUntilConfirmed(wider, "fund/1");
    assertThat(metrics.get("dvpn.chain.intents.capped").gauge().value()).isZero();
  }

  @Test
  void waitsBeyondTheDaysCapUntilTheNextDayWhateverIsRestarted() {
    clock.advance(Duration.ofHours(23));
    IntentSender sender = sender(caps("50", "5"));
    send(sender, "fund/1", chain.calls.fund(TokenAmount.ofTics("3")));
    send(sender, "fund/2", chain.calls.fund(TokenAmount.ofTics("2")));
    send(sender, "fund/3", chain.calls.fund(TokenAmount.ofTics("1")));
    pollUntilConfirmed(sender, "fund/3");
    assertThat(sender.status().capped()).isEqualTo(1);
    assertThat(metrics.get("dvpn.chain.spent.today.tics").gauge().value()).isBetween(4.0, 5.0);

    IntentSender restarted = sender(caps("50", "5"));
    restarted.poll();
    IntentState waiting = restarted.state("fund/2").orElseThrow();
    assertThat(waiting.status()).isEqualTo(Status.PENDING);
    assertThat(waiting.problem()).contains("cap of a day");
    clock.advance(Duration.ofHours(1));
    pollUntilConfirmed(restarted, "fund/2");
    assertThat(reader.funded()).isEqualTo(TokenAmount.ofTics("6"));
  }

  @Test
  void countsAReplacementByItsRaiseOnly() {
    chain.anvil.call("evm_setAutomine", "[false]");
    IntentSender sender = sender(caps("50", "3.5"));
    send(sender, "fund/1", chain.calls.fund(TokenAmount.ofTics("3")));
    sender.poll();
    double first = metrics.get("dvpn.chain.spent.today.tics").gauge().value();
    dearBlocks(3);
    sender.poll();
    assertThat(transactions()).isEqualTo(2);
    double second = metrics.get("dvpn.chain.spent.today.tics").gauge().value();
    assertThat(second).isGreaterThan(first).isLessThan(3.5);
  }

  @Test
  void sendsTheNewestAgainWhereARaiseIsBeyondTheDaysCap() {
    chain.anvil.call("evm_setAutomine", "[false]");
    IntentSender sender = sender(caps("50", "3.0004"));
    send(sender, "fund/1", chain.calls.fund(TokenAmount.ofTics("3")));
    for (int i = 0; i < 2; i++) {
      sender.poll();
      dearBlocks(3);
    }
    sender.poll();
    assertThat(sender.status().capped()).isEqualTo(1);
    assertThat(sender.status().spentToday()).isLessThanOrEqualTo(TokenAmount.ofTics("3.0004"));
    cheapBlock();
    pollUntilConfirmed(sender, "fund/1");
    assertThat(reader.funded()).isEqualTo(TokenAmount.ofTics("3"));
  }

  private ExternalSigner external(FakeExternalSigner service) {
    return new ExternalSigner(service.url(), chain.key.address());
  }

  private static SenderSettings caps(String perTransaction, String perDay) {
    return new SenderSettings(
        SETTINGS.raiseAfter(),
        SETTINGS.giveUpAfter(),
        TokenAmount.ofTics(perTransaction),
        TokenAmount.ofTics(perDay));
  }

  private static SenderSettings accepting(long nonce) {
    return new SenderSettings(
        SETTINGS.raiseAfter(),
        SETTINGS.giveUpAfter(),
        SETTINGS.maxPerTransaction(),
        SETTINGS.maxPerDay(),
        nonce);
  }

  private IntentSender sender() {
    return sender(SETTINGS);
  }

  private IntentSender sender(SenderSettings settings) {
    return sender(settings, Signer.of(chain.key));
  }

  private IntentSender sender(SenderSettings settings, Signer signer) {
    metrics.clear();
    return new IntentSender(
        chain.network, rpc, signer, settings, tables.jdbc, tables.transaction, clock, metrics);
  }

  private static boolean send(IntentSender sender, String name, Call call) {
    return sender.ensure(name, call, RETRY_AFTER);
  }

  private void pollUntilConfirmed(IntentSender sender, String key) {
    for (int i = 0; i < 10; i++) {
      sender.poll();
      if (sender.state(key).orElseThrow().status() == Status.CONFIRMED) {
        return;
      }
      chain.mine(1);
    }
    throw new AssertionError(sender.state(key));
  }

  private Status state(IntentSender sender) {
    return sender.state("fund/1").orElseThrow().status();
  }

  private int transactions() {
    return tables.jdbc.sql("select count(*) from chain_transaction").query(Integer.class).single();
  }

  private Call fund(int baseUnits) {
    return chain.calls.fund(amount(baseUnits));
  }

  private static TokenAmount amount(int baseUnits) {
    return TokenAmount.parse(Integer.toString(baseUnits));
  }
}
