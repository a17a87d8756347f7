package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.contract.RevertReason;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.key.SignerException;
import com.qubetics.dvpn.evm.rpc.ChainIdCheck;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.SignedTransaction;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Turns stored intents into transactions, one effect each (invariant I8).
///
/// How it works, and why. An intent gets one nonce, under the sending key's row lock, and keeps it:
/// whatever is signed for it later carries that nonce, and the chain takes each nonce once. Signed
/// bytes are stored before they are sent, so a crash in between loses nothing and signs nothing
/// twice. Until a block holds one of its transactions the newest is sent again, with a raised fee
/// if it waits too long, up to a cap. Done is what has the network's number of confirmations; what
/// a reorganisation drops, even below that, is sent again.
///
/// A contract's refusal shows when gas is estimated, before a nonce is given: the intent stays
/// PENDING and is tried again, since most refusals pass (an epoch that has not ended, a delay),
/// until the limit. The limit counts from the last time that something of this key got through, so
/// that a queue of intents that build on each other is worked off however old it is.
///
/// Spending has two caps, of one transaction and of all that are signed on one day (UTC). What is
/// counted is the most that they can cost, from the stored transactions, under the sending key's
/// row lock: no crash, restart or second replica gets around it. Beyond a cap intents wait. They
/// wait too while the signer is away.
///
/// It halts, with a metric to alarm on, if the chain or the node's pool has seen nonces that this
/// database has not given out: a restored backup, or somebody else with the key. It goes on once
/// they are all in blocks and its settings name the number that they end before.
///
/// The other way round, the chain may wait for a nonce that this database never had: a database
/// that began after transactions which a deep reorganisation then dropped. No higher nonce can get
/// into a block before it; what has one counts as stuck until somebody with the key fills the gap.
///
/// [#poll] is called by one loop, all else by any thread.
public final class IntentSender implements Sender {
  private static final Logger log = LoggerFactory.getLogger(IntentSender.class);

  /// A quarter more gas than estimated: state may change until the block; the rest is not paid.
  private static final long GAS_PERCENT = 125;

  private static final Duration SIGNER_ASKED_EVERY = Duration.ofSeconds(10);

  private final Network network;
  private final JsonRpc rpc;
  private final ChainIdCheck chainId;
  private final Signer signer;
  private final SenderSettings settings;
  private final Intents intents;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private volatile SenderStatus status = SenderStatus.UNKNOWN;

  // The next five are owned by the loop that polls.
  private long capped;
  private long stuck;
  private boolean halted;
  private @Nullable String signerProblem;
  private Instant signerAskedAt = Instant.MIN;

  public IntentSender(
      Network network,
      JsonRpc rpc,
      Signer signer,
      SenderSettings settings,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clock clock,
      MeterRegistry metrics) {
    this.network = network;
    this.rpc = rpc;
    this.chainId = new ChainIdCheck(rpc, network.chainId());
    this.signer = signer;
    this.settings = settings;
    this.intents = new Intents(jdbc, signer.address());
    this.transaction = transaction;
    this.clock = clock;
    gauge(metrics, "dvpn.chain.intents.open", SenderStatus::open);
    gauge(metrics, "dvpn.chain.intents.stuck", SenderStatus::stuck);
    gauge(metrics, "dvpn.chain.intents.capped", SenderStatus::capped);
    gauge(metrics, "dvpn.chain.sender.halted", at -> at.halted() ? 1 : 0);
    gauge(metrics, "dvpn.chain.sender.balance.tics", SenderStatus::balanceTics);
    gauge(metrics, "dvpn.chain.spent.today.tics", at -> SenderStatus.tics(at.spentToday()));
    gauge(metrics, "dvpn.chain.max.per.day.tics", at -> SenderStatus.tics(settings.maxPerDay()));
    gauge(metrics, "dvpn.chain.signer.available", at -> at.signerProblem() == null ? 1 : 0);
  }

  private void gauge(MeterRegistry metrics, String name, ToDoubleFunction<SenderStatus> value) {
    Gauge.builder(name, () -> value.applyAsDouble(status)).register(metrics);
  }

  @Override
  public boolean ensure(String name, Call call, Duration retryAfter) {
    int attempt = intents.due(name, clock.instant().minus(retryAfter));
    if (attempt == 0 || !intents.add(name, attempt, call, clock.instant())) {
      return false;
    }
    if (attempt > 1) {
      log.warn("sent again what failed: intent={} attempt={}", name, attempt);
    }
    return true;
  }

  /// Whether [#ensure] would store an intent: for a call that is dear to make.
  public boolean isDue(String name, Duration retryAfter) {
    return intents.due(name, clock.instant().minus(retryAfter)) > 0;
  }

  @Override
  public Optional<IntentState> state(String name) {
    return intents.state(name);
  }

  /// Whether something is under way whose name begins so.
  public boolean isUnderWay(String prefix) {
    return intents.isUnderWay(prefix);
  }

  /// How many intents were stored from a moment on whose names begin so.
  public long storedSince(String prefix, Instant from) {
    return intents.storedSince(prefix, from);
  }

  /// The sending key's account.
  public Address address() {
    return signer.address();
  }

  /// Where it stood at its last look; for any thread.
  public SenderStatus status() {
    return status;
  }

  /// Looks after all open intents once.
  ///
  /// @throws ChainException if the chain can't be asked
  public void poll() {
    chainId.require();
    capped = 0;
    stuck = 0;
    askSigner();
    long used = rpc.nonce(signer.address());
    long known = Math.max(used, rpc.pendingNonce(signer.address()));
    TokenAmount balance = new TokenAmount(rpc.balance(signer.address()));
    long next = intents.nextNonce().orElseGet(this::begin);
    if (known > next && known == used && known == settings.acceptedNonce()) {
      log.warn("nonces accepted: sender={} from={} below={}", signer.address(), next, known);
      intents.skipTo(known);
      next = known;
    }
    halt(known, next);
    if (!halted) {
      work(used, known);
    }
    status =
        new SenderStatus(
            intents.count(),
            stuck,
            capped,
            halted,
            balance,
            intents.spentSince(today()),
            signerProblem);
  }

  private void work(long used, long known) {
    reopenDropped();
    boolean gap = known == used && !intents.hasGivenOut(used);
    intents.forEach(Status.SENT, intent -> stuck += follow(intent, used, gap) ? 0 : 1);
    intents.forEach(Status.PENDING, this::sign);
  }

  /// Asks for the newest block that something of this key has ended in: if the chain has it still,
  /// it has all before it. A block that the node lacks at the moment is asked for again.
  private void reopenDropped() {
    Optional<Intents.Settled> newest = intents.newestSettled();
    while (newest.filter(this::isDropped).isPresent()) {
      log.warn(
          "chain was reorganised below ended intents: block={} reopened={}",
          newest.get().block(),
          intents.reopen(newest.get()));
      newest = intents.newestSettled();
    }
  }

  private boolean isDropped(Intents.Settled settled) {
    return rpc.block(settled.block())
        .filter(block -> !block.hash().equals(settled.hash()))
        .isPresent();
  }

  private long begin() {
    intents.beginAt(rpc.pendingNonce(signer.address()));
    return intents.nextNonce().orElseThrow();
  }

  /// @param known nonces below this number are in blocks or in the node's pool
  private void halt(long known, long next) {
    boolean ahead = known > next;
    if (ahead && !halted) {
      log.error(
          "sender halted: the chain has seen nonces that this database has not given out:"
              + " sender={} chainNonce={} databaseNonce={}",
          signer.address(),
          known,
          next);
    }
    halted = ahead;
  }

  // The signer

  /// Asks now and then even if there is nothing to sign, so that the alarm comes before the need.
  private void askSigner() {
    Instant now = clock.instant();
    if (signerProblem == null && now.isBefore(signerAskedAt.plus(SIGNER_ASKED_EVERY))) {
      return;
    }
    signerAskedAt = now;
    try {
      signer.check();
      if (signerProblem != null) {
        log.info("signer is back: sender={}", signer.address());
      }
      signerProblem = null;
    } catch (SignerException e) {
      signerGone(e);
    }
  }

  private void signerGone(SignerException failure) {
    if (signerProblem == null) {
      log.warn("signer is away: sender={} cause={}", signer.address(), failure.getMessage());
    }
    signerProblem = String.valueOf(failure.getMessage());
  }

  // PENDING → SENT

  private void sign(Intent intent) {
    if (signerProblem != null) {
      intents.problem(intent, signerProblem);
      return;
    }
    Call call = intent.call();
    long gasLimit;
    try {
      gasLimit =
          rpc.estimateGas(signer.address(), call.to(), call.value().baseUnits(), call.data())
              * GAS_PERCENT
              / 100;
    } catch (RpcError error) {
      if (error.isRevert()) {
        refused(intent, RevertReason.of(error));
      } else {
        intents.problem(intent, error.words());
      }
      return;
    }
    Fees fees = Fees.current(rpc);
    TokenAmount cost = cost(intent, gasLimit, fees);
    if (isTooDear(cost)) {
      capped++;
      intents.problem(
          intent,
          "would cost up to %s TICS (the cap of one transaction: %s)"
              .formatted(cost.toTics(), settings.maxPerTransaction().toTics()));
      return;
    }
    store(intent, gasLimit, fees, Optional.empty())
        .ifPresent(signed -> broadcast(intent, signed.raw()));
  }

  private void refused(Intent intent, String reason) {
    Instant now = clock.instant();
    if (now.isAfter(intents.refused(intent, reason, now).plus(settings.giveUpAfter()))) {
      log.warn("intent failed: key={} reason={}", intent.key(), reason);
      intents.failed(intent, reason);
    }
  }

  /// Signs and stores in one transaction.
  ///
  /// @param nonce the intent's own; empty to give it one
  /// @return empty if another replica was faster, the day's cap is reached or the signer is away
  private Optional<SignedTransaction> store(
      Intent intent, long gasLimit, Fees fees, Optional<Long> nonce) {
    try {
      Optional<SignedTransaction> stored =
          transaction.execute(
              status ->
                  intents.lock(intent, nonce.isPresent() ? Status.SENT : Status.PENDING)
                      ? signAndStore(intent, gasLimit, fees, nonce)
                      : Optional.empty());
      return stored == null ? Optional.empty() : stored;
    } catch (SignerException e) {
      signerGone(e);
      intents.problem(intent, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<SignedTransaction> signAndStore(
      Intent intent, long gasLimit, Fees fees, Optional<Long> nonce) {
    intents.lockSender();
    TokenAmount spending = cost(intent, gasLimit, fees).minus(intents.spentOn(intent));
    if (isTooMuchToday(intent, spending)) {
      return Optional.empty();
    }
    Call call = intent.call();
    UnsignedTransaction unsigned =
        new UnsignedTransaction(
            network.chainId(),
            nonce.orElseGet(intents::takeNonce),
            gasLimit,
            call.to(),
            call.value().baseUnits(),
            call.data(),
            fees);
    SignedTransaction signed = unsigned.sign(signer);
    intents.signed(intent, unsigned, signed, spending, clock.instant());
    intents.forgetRefusals();
    return Optional.of(signed);
  }

  private boolean isTooMuchToday(Intent intent, TokenAmount more) {
    TokenAmount spent = intents.spentSince(today());
    if (spent.plus(more).compareTo(settings.maxPerDay()) <= 0) {
      return false;
    }
    capped++;
    intents.problem(
        intent,
        "would cost up to %s TICS beside today's %s (the cap of a day, UTC: %s)"
            .formatted(more.toTics(), spent.toTics(), settings.maxPerDay().toTics()));
    return true;
  }

  private Instant today() {
    return clock.instant().truncatedTo(ChronoUnit.DAYS);
  }

  private void broadcast(Intent intent, byte[] raw) {
    try {
      rpc.sendRawTransaction(raw);
    } catch (RpcError error) {
      // "Already known" and the like; what matters is asked again by receipt.
      log.debug("node did not take a transaction: key={} answer={}", intent.key(), error.words());
    }
  }

  // SENT → CONFIRMED or FAILED

  /// @param used nonces below this number are in blocks
  /// @param gap whether the next nonce is neither in the node's pool nor any intent's
  /// @return false if the intent can't go on by itself
  private boolean follow(Intent intent, long used, boolean gap) {
    List<StoredTransaction> transactions = intents.transactions(intent);
    for (StoredTransaction stored : transactions) {
      Optional<Receipt> receipt = rpc.receipt(stored.hash());
      if (receipt.isPresent()) {
        settle(intent, receipt.get());
        return true;
      }
    }
    long nonce = nonNull(intent.nonce());
    if (used > nonce) {
      intents.problem(intent, "nonce %d was used by another transaction".formatted(nonce));
      return false;
    }
    if (gap) {
      intents.problem(
          intent,
          "the chain waits for nonce %d, which this database has not given out: send a transaction"
                  .formatted(used)
              + " with it");
      return false;
    }
    StoredTransaction newest = transactions.getFirst();
    Instant raiseAt = newest.signedAt().plus(settings.raiseAfter());
    if (clock.instant().isBefore(raiseAt)) {
      broadcast(intent, newest.raw());
      return true;
    }
    return raise(intent, nonce, newest);
  }

  private void settle(Intent intent, Receipt receipt) {
    intents.inBlock(intent, receipt);
    if (rpc.blockNumber() - receipt.block() >= network.confirmations()) {
      if (receipt.succeeded()) {
        intents.confirmed(intent);
      } else {
        intents.failed(intent, "reverted in block " + receipt.block());
      }
    }
  }

  private boolean raise(Intent intent, long nonce, StoredTransaction newest) {
    long gasLimit = nonNull(intent.gasLimit());
    Fees raised = newest.fees().raised(Fees.current(rpc));
    if (isTooDear(cost(intent, gasLimit, raised))) {
      broadcast(intent, newest.raw());
      intents.problem(intent, "waits at the highest fee allowed");
      return false;
    }
    Optional<SignedTransaction> signed =
        signerProblem == null
            ? store(intent, gasLimit, raised, Optional.of(nonce))
            : Optional.empty();
    if (signed.isPresent()) {
      log.info("fee raised: key={} nonce={}", intent.key(), nonce);
    }
    broadcast(intent, signed.map(SignedTransaction::raw).orElse(newest.raw()));
    return true;
  }

  /// What the intent's transaction can take from the sender at most.
  private static TokenAmount cost(Intent intent, long gasLimit, Fees fees) {
    return intent.call().value().plus(new TokenAmount(fees.cost(gasLimit)));
  }

  private boolean isTooDear(TokenAmount cost) {
    return cost.compareTo(settings.maxPerTransaction()) > 0;
  }

  private static long nonNull(@Nullable Long value) {
    if (value == null) {
      throw new IllegalStateException("a sent intent has a nonce and a gas limit");
    }
    return value;
  }
}
