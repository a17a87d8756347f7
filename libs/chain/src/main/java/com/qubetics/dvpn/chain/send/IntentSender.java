package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.chain.contract.RevertReason;
import com.qubetics.dvpn.chain.rpc.ChainIdCheck;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.rpc.Receipt;
import com.qubetics.dvpn.chain.rpc.RpcError;
import com.qubetics.dvpn.chain.transaction.Fees;
import com.qubetics.dvpn.chain.transaction.SignedTransaction;
import com.qubetics.dvpn.chain.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
/// if it waits too long, up to a cap. Done is what has the network's number of confirmations;
/// before that a reorganisation only means to send again.
///
/// A contract's refusal shows when gas is estimated, before a nonce is given: the intent stays
/// PENDING and is tried again, since most refusals pass (an epoch that has not ended, a delay),
/// until the limit. The limit counts from the last time that something of this key got through, so
/// that a queue of intents that build on each other is worked off however old it is.
///
/// It halts, with a metric to alarm on, if the chain has seen nonces that this database has not
/// given out: a restored backup, or somebody else with the key.
///
/// [#send] and [#state] are for any thread; [#poll] is called by one loop.
public final class IntentSender implements Sender {
  private static final Logger LOG = LoggerFactory.getLogger(IntentSender.class);

  /// A quarter more gas than estimated: state may change until the block; the rest is not paid.
  private static final long GAS_PERCENT = 125;

  private final Network network;
  private final JsonRpc rpc;
  private final ChainIdCheck chainId;
  private final PrivateKey key;
  private final SenderSettings settings;
  private final Intents intents;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong stuck = new AtomicLong();
  private final AtomicLong halted = new AtomicLong();
  private final AtomicReference<Double> balanceTics = new AtomicReference<>(Double.NaN);

  public IntentSender(
      Network network,
      JsonRpc rpc,
      PrivateKey key,
      SenderSettings settings,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clock clock,
      MeterRegistry metrics) {
    this.network = network;
    this.rpc = rpc;
    this.chainId = new ChainIdCheck(rpc, network.chainId());
    this.key = key;
    this.settings = settings;
    this.intents = new Intents(jdbc, key.address());
    this.transaction = transaction;
    this.clock = clock;
    metrics.gauge("dvpn.chain.intents.open", open);
    metrics.gauge("dvpn.chain.intents.stuck", stuck);
    metrics.gauge("dvpn.chain.sender.halted", halted);
    metrics.gauge("dvpn.chain.sender.balance.tics", balanceTics, AtomicReference::get);
  }

  @Override
  public void send(String intentKey, Call call) {
    if (!intents.add(intentKey, call, clock.instant())
        && !intents.call(intentKey).filter(call::equals).isPresent()) {
      throw new IllegalStateException("intent %s was for another call".formatted(intentKey));
    }
  }

  @Override
  public Optional<IntentState> state(String intentKey) {
    return intents.state(intentKey);
  }

  /// Looks after all open intents once.
  ///
  /// @throws ChainException if the chain can't be asked
  public void poll() {
    chainId.require();
    open.set(intents.count());
    long used = rpc.nonce(key.address());
    balanceTics.set(tics(rpc.balance(key.address())));
    long next = intents.nextNonce().orElseGet(this::begin);
    if (used > next) {
      halt(used, next);
      return;
    }
    halted.set(0);
    int reopened = intents.reopenFrom(used);
    if (reopened > 0) {
      LOG.warn("chain was reorganised below confirmed transactions: reopened={}", reopened);
    }
    List<Intent> sent = intents.open(Status.SENT);
    stuck.set(sent.stream().filter(intent -> !follow(intent, used)).count());
    intents.open(Status.PENDING).forEach(this::sign);
    open.set(intents.count());
  }

  private long begin() {
    intents.beginAt(rpc.pendingNonce(key.address()));
    return intents.nextNonce().orElseThrow();
  }

  private void halt(long used, long next) {
    if (halted.getAndSet(1) == 0) {
      LOG.error(
          "sender halted: the chain has seen nonces that this database has not given out:"
              + " sender={} chainNonce={} databaseNonce={}",
          key.address(),
          used,
          next);
    }
  }

  // PENDING → SENT

  private void sign(Intent intent) {
    Call call = intent.call();
    long gasLimit;
    try {
      gasLimit =
          rpc.estimateGas(key.address(), call.to(), call.value().baseUnits(), call.data())
              * GAS_PERCENT
              / 100;
    } catch (RpcError error) {
      if (error.isRevert()) {
        refused(intent, RevertReason.of(error));
      } else {
        intents.problem(intent, String.valueOf(error.getMessage()));
      }
      return;
    }
    Fees fees = Fees.current(rpc);
    if (isTooDear(fees, gasLimit)) {
      intents.problem(intent, "gas would cost more than " + settings.maxCost().toTics());
      return;
    }
    store(intent, gasLimit, fees, Optional.empty())
        .ifPresent(signed -> broadcast(intent, signed.raw()));
  }

  private void refused(Intent intent, String reason) {
    Instant now = clock.instant();
    if (now.isAfter(intents.refused(intent, reason, now).plus(settings.giveUpAfter()))) {
      LOG.warn("intent failed: key={} reason={}", intent.key(), reason);
      intents.failed(intent, reason);
    }
  }

  /// Signs and stores in one transaction.
  ///
  /// @param nonce the intent's own; empty to give it one
  /// @return empty if another replica was faster
  private Optional<SignedTransaction> store(
      Intent intent, long gasLimit, Fees fees, Optional<Long> nonce) {
    Optional<SignedTransaction> stored =
        transaction.execute(
            status ->
                intents.lock(intent, nonce.isPresent() ? Status.SENT : Status.PENDING)
                    ? Optional.of(signAndStore(intent, gasLimit, fees, nonce))
                    : Optional.empty());
    return stored == null ? Optional.empty() : stored;
  }

  private SignedTransaction signAndStore(
      Intent intent, long gasLimit, Fees fees, Optional<Long> nonce) {
    long number = nonce.orElseGet(intents::takeNonce);
    Call call = intent.call();
    SignedTransaction signed =
        new UnsignedTransaction(
                network.chainId(),
                number,
                gasLimit,
                call.to(),
                call.value().baseUnits(),
                call.data(),
                fees)
            .sign(key);
    intents.signed(intent, number, gasLimit, signed, fees, clock.instant());
    intents.forgetRefusals();
    return signed;
  }

  private void broadcast(Intent intent, byte[] raw) {
    try {
      rpc.sendRawTransaction(raw);
    } catch (RpcError error) {
      // "Already known" and the like; what matters is asked again by receipt.
      LOG.debug(
          "node did not take a transaction: key={} answer={}", intent.key(), error.getMessage());
    }
  }

  // SENT → CONFIRMED or FAILED

  /// @param used nonces below this number are in blocks
  /// @return false if the intent can't go on by itself
  private boolean follow(Intent intent, long used) {
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
    if (isTooDear(raised, gasLimit)) {
      broadcast(intent, newest.raw());
      intents.problem(intent, "waits at the highest fee allowed");
      return false;
    }
    store(intent, gasLimit, raised, Optional.of(nonce))
        .ifPresent(
            signed -> {
              LOG.info("fee raised: key={} nonce={}", intent.key(), nonce);
              broadcast(intent, signed.raw());
            });
    return true;
  }

  private boolean isTooDear(Fees fees, long gasLimit) {
    return fees.cost(gasLimit).compareTo(settings.maxCost().baseUnits()) > 0;
  }

  private static long nonNull(@Nullable Long value) {
    if (value == null) {
      throw new IllegalStateException("a sent intent has a nonce and a gas limit");
    }
    return value;
  }

  private static double tics(BigInteger baseUnits) {
    return baseUnits.doubleValue() / Math.pow(10, TokenAmount.DECIMALS);
  }
}
