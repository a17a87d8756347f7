package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.contract.RevertReason;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.key.SignerException;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.SignedTransaction;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/// From an intent to signed and stored bytes, within the caps on spending. For the polling thread
/// alone.
///
/// What is counted against the caps is the most that transactions can cost, from the stored ones,
/// under the sending key's row lock: no crash, restart or second replica gets around it. Beyond a
/// cap intents wait. They wait too while the signer is away.
final class Signing {
  private static final Logger log = LoggerFactory.getLogger(Signing.class);

  /// A quarter more gas than estimated: state may change until the block; where half of the limit
  /// is charged at least (Evmos), that is still what the call costs.
  private static final long GAS_PERCENT = 125;

  private static final Duration SIGNER_ASKED_EVERY = Duration.ofSeconds(10);

  private final long chainId;
  private final JsonRpc rpc;
  private final Signer signer;
  private final SenderSettings settings;
  private final Intents intents;
  private final Broadcast broadcast;
  private final TransactionTemplate transaction;
  private @Nullable String signerProblem;
  private Instant signerAskedAt = Instant.MIN;

  Signing(
      long chainId,
      JsonRpc rpc,
      Signer signer,
      SenderSettings settings,
      Intents intents,
      Broadcast broadcast,
      TransactionTemplate transaction) {
    this.chainId = chainId;
    this.rpc = rpc;
    this.signer = signer;
    this.settings = settings;
    this.intents = intents;
    this.broadcast = broadcast;
    this.transaction = transaction;
  }

  /// Asks the signer now and then even if there is nothing to sign, so that the alarm comes before
  /// the need.
  ///
  /// @return why it can't sign; null if it can
  @Nullable String askSigner(Instant now) {
    if (signerProblem == null && now.isBefore(signerAskedAt.plus(SIGNER_ASKED_EVERY))) {
      return null;
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
    return signerProblem;
  }

  @Nullable String signerProblem() {
    return signerProblem;
  }

  private void signerGone(SignerException failure) {
    if (signerProblem == null) {
      log.warn("signer is away: sender={} cause={}", signer.address(), failure.getMessage());
    }
    signerProblem = String.valueOf(failure.getMessage());
  }

  /// Signs a PENDING intent for the first time and hands it over.
  void first(Intent intent, Turn turn) {
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
        refused(intent, RevertReason.of(error), turn);
      } else {
        intents.problem(intent, error.words());
      }
      return;
    }
    Fees fees = broadcast.allowed(turn.fees, gasLimit);
    TokenAmount cost = cost(intent, gasLimit, fees);
    if (isTooDear(cost)) {
      turn.capped++;
      intents.problem(
          intent,
          "would cost up to %s (the cap of one transaction: %s)"
              .formatted(cost.toTics(), settings.maxPerTransaction().toTics()));
      return;
    }
    store(intent, gasLimit, fees, Optional.empty(), turn)
        .flatMap(signed -> broadcast.offer(intent, List.of(signed.raw()), turn.now))
        .ifPresent(words -> intents.problem(intent, SentIntents.NOT_TAKEN + words));
  }

  /// While no block is made, a refusal tells of the past, and nothing is given up.
  private void refused(Intent intent, String reason, Turn turn) {
    if (turn.still) {
      intents.problem(intent, reason);
      return;
    }
    Instant since = intents.refused(intent, reason, turn.now);
    if (turn.now.isAfter(since.plus(settings.giveUpAfter()))) {
      log.warn("intent failed: key={} reason={}", intent.key(), reason);
      intents.failed(intent, reason);
    }
  }

  /// Signs a SENT intent anew, with other fees.
  ///
  /// @return empty if another replica was faster, the day's cap is reached or the signer is away
  Optional<SignedTransaction> anew(Intent intent, Fees fees, Turn turn) {
    return signerProblem == null
        ? store(intent, intent.sentGasLimit(), fees, Optional.of(intent.sentNonce()), turn)
        : Optional.empty();
  }

  /// Signs and stores in one transaction.
  ///
  /// @param nonce the intent's own; empty to give it one
  private Optional<SignedTransaction> store(
      Intent intent, long gasLimit, Fees fees, Optional<Long> nonce, Turn turn) {
    try {
      Optional<SignedTransaction> stored =
          transaction.execute(
              status ->
                  intents.lock(intent, nonce.isPresent() ? Status.SENT : Status.PENDING)
                      ? signAndStore(intent, gasLimit, fees, nonce, turn)
                      : Optional.empty());
      return stored == null ? Optional.empty() : stored;
    } catch (SignerException e) {
      signerGone(e);
      intents.problem(intent, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<SignedTransaction> signAndStore(
      Intent intent, long gasLimit, Fees fees, Optional<Long> nonce, Turn turn) {
    intents.lockSender();
    TokenAmount cost = cost(intent, gasLimit, fees);
    TokenAmount counted = intents.spentOn(intent);
    TokenAmount spending = cost.compareTo(counted) > 0 ? cost.minus(counted) : TokenAmount.ZERO;
    if (isTooMuchToday(intent, spending, turn)) {
      return Optional.empty();
    }
    Call call = intent.call();
    UnsignedTransaction unsigned =
        new UnsignedTransaction(
            chainId,
            nonce.orElseGet(intents::takeNonce),
            gasLimit,
            call.to(),
            call.value().baseUnits(),
            call.data(),
            fees);
    SignedTransaction signed = unsigned.sign(signer);
    intents.signed(intent, unsigned, signed, spending, turn.now, turn.head.number());
    intents.forgetRefusals();
    return Optional.of(signed);
  }

  private boolean isTooMuchToday(Intent intent, TokenAmount more, Turn turn) {
    TokenAmount spent = intents.spentSince(dayOf(turn.now));
    if (spent.plus(more).compareTo(settings.maxPerDay()) <= 0) {
      return false;
    }
    turn.capped++;
    intents.problem(
        intent,
        "would cost up to %s beside today's %s (the cap of a day, UTC: %s)"
            .formatted(more.toTics(), spent.toTics(), settings.maxPerDay().toTics()));
    return true;
  }

  static Instant dayOf(Instant now) {
    return now.truncatedTo(ChronoUnit.DAYS);
  }

  /// What the intent's transaction can take from the sender at most.
  private static TokenAmount cost(Intent intent, long gasLimit, Fees fees) {
    return intent.call().value().plus(new TokenAmount(fees.cost(gasLimit)));
  }

  /// Whether a SENT intent may not be signed with these fees.
  boolean isTooDear(Intent intent, Fees fees) {
    return isTooDear(cost(intent, intent.sentGasLimit(), fees));
  }

  private boolean isTooDear(TokenAmount cost) {
    return cost.compareTo(settings.maxPerTransaction()) > 0;
  }
}
