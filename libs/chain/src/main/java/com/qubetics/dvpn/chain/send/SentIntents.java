package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.SignedTransaction;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From signed bytes to a block with enough on top: SENT → CONFIRMED or FAILED. For the polling
/// thread alone.
///
/// Receipts are asked for only once the chain has used the nonce, and of transactions that the node
/// says it knows where there are several: some nodes make who asks for another wait for most of a
/// minute (cosmos/evm 0.4).
final class SentIntents {
  private static final Logger log = LoggerFactory.getLogger(SentIntents.class);

  static final String NOT_TAKEN = "the node does not take it: ";

  /// Blocks without a transaction before it may be one that offers too little.
  private static final int PASSED_OVER = 3;

  /// How long a node may know of a block and not of its receipts: this time, and these blocks,
  /// since receipts that come by blocks don't come while the chain stands still.
  private static final Duration RECEIPTS_LATE = Duration.ofMinutes(1);

  private static final int RECEIPTS_LATE_BLOCKS = 5;

  /// How long a node that gave no answer about a receipt is asked for the transaction first.
  private static final Duration CAREFUL = Duration.ofHours(1);

  private static final BigInteger EIGHT = BigInteger.valueOf(8);
  private static final BigInteger NINE = BigInteger.valueOf(9);

  private final JsonRpc rpc;
  private final Intents intents;
  private final Broadcast broadcast;
  private final Signing signing;
  private final int confirmations;
  private final Duration raiseAfter;

  /// Those that a cap kept from offering more at their last look: told at each.
  private final Set<Long> held = new HashSet<>();

  /// Since when an intent's nonce is used and no receipt there.
  private final Map<Long, Seen> withoutReceipt = new HashMap<>();

  private Instant carefulUntil = Instant.MIN;

  SentIntents(
      JsonRpc rpc,
      Intents intents,
      Broadcast broadcast,
      Signing signing,
      int confirmations,
      Duration raiseAfter) {
    this.rpc = rpc;
    this.intents = intents;
    this.broadcast = broadcast;
    this.signing = signing;
    this.confirmations = confirmations;
    this.raiseAfter = raiseAfter;
  }

  /// @param head the newest block then
  private record Seen(Instant at, long head) {}

  /// Sees to it that the node has a transaction of an intent whose nonce is in no block yet, and
  /// that it offers enough.
  ///
  /// @param gap whether the next nonce is neither in the node's pool nor any intent's
  void keepAlive(Intent intent, boolean gap, Turn turn) {
    if (intent.block() != null) {
      intents.inNoBlock(intent);
    }
    if (gap) {
      turn.stuck++;
      intents.problem(
          intent,
          "the chain waits for nonce %s, which this database has not given out: send a transaction"
                  .formatted(turn.used)
              + " with it");
      return;
    }
    if (!broadcast.isDue(intent, turn) && !held.contains(intent.id())) {
      return;
    }
    long before = turn.stuck + turn.capped;
    List<StoredTransaction> stored = intents.transactions(intent);
    List<byte[]> newestFirst = new ArrayList<>();
    betterOffer(intent, stored, turn).map(SignedTransaction::raw).ifPresent(newestFirst::add);
    stored.forEach(each -> newestFirst.add(each.raw()));
    Optional<String> refusal = broadcast.offer(intent, newestFirst, turn.now);
    if (turn.stuck + turn.capped > before) {
      held.add(intent.id());
    } else {
      held.remove(intent.id());
      refusal.ifPresent(words -> intents.problem(intent, NOT_TAKEN + words));
    }
  }

  /// Signs anew what is passed over for what it offers, or offers more than the node takes.
  ///
  /// @param stored the newest first
  private Optional<SignedTransaction> betterOffer(
      Intent intent, List<StoredTransaction> stored, Turn turn) {
    StoredTransaction newest = stored.getFirst();
    long gas = intent.sentGasLimit();
    boolean raise = isPassedOver(newest, turn);
    Fees kept = broadcast.allowed(newest.fees(), gas);
    Fees allowed = raise ? broadcast.allowed(newest.fees().raised(turn.fees), gas) : kept;
    // The same fees would be the same bytes, which are offered as they are.
    boolean signedBefore = stored.stream().anyMatch(each -> each.fees().equals(allowed));
    // Where the node takes less than the newest offers, less is better than nothing.
    boolean noMore =
        kept.equals(newest.fees()) && allowed.maxFee().compareTo(newest.fees().maxFee()) <= 0;
    if (raise && (signing.isTooDear(intent, allowed) || signedBefore || noMore)) {
      turn.stuck++;
      intents.problem(intent, "waits at the highest fee allowed");
      return Optional.empty();
    }
    if (signedBefore) {
      return Optional.empty();
    }
    Optional<SignedTransaction> signed = signing.anew(intent, allowed, turn);
    if (signed.isPresent()) {
      log.info(
          "fee changed: key={} nonce={} fee={}", intent.key(), intent.nonce(), allowed.maxFee());
    }
    return signed;
  }

  /// Whether blocks were made without it, and it offers too little for the next: less than that
  /// one's base fee can be, with the tip that the node advises.
  private boolean isPassedOver(StoredTransaction newest, Turn turn) {
    if (newest.signedAt().plus(raiseAfter).isAfter(turn.now)
        || turn.head.number() - newest.head() < PASSED_OVER) {
      return false;
    }
    Fees offered = newest.fees();
    BigInteger tip = turn.fees.priorityFee();
    BigInteger next = turn.head.baseFee().multiply(NINE).divide(EIGHT).add(tip);
    return offered.priorityFee().compareTo(tip) < 0 || offered.maxFee().compareTo(next) < 0;
  }

  /// Looks for the block that used an intent's nonce, and ends it when enough are on top.
  void settle(Intent intent, Turn turn) {
    Long block = intent.block();
    if (block != null && turn.head.number() - block < confirmations) {
      return;
    }
    Optional<Receipt> found = receipt(intent, turn);
    if (found.isEmpty()) {
      waitForReceipt(intent, turn);
      return;
    }
    withoutReceipt.remove(intent.id());
    Receipt receipt = found.get();
    intents.inBlock(intent, receipt);
    if (turn.head.number() - receipt.block() < confirmations) {
      return;
    }
    if (receipt.succeeded()) {
      intents.confirmed(intent);
    } else {
      intents.failed(intent, "reverted in block " + receipt.block());
    }
    broadcast.forget(intent);
    held.remove(intent.id());
  }

  private Optional<Receipt> receipt(Intent intent, Turn turn) {
    List<StoredTransaction> stored = intents.transactions(intent);
    boolean unsure =
        stored.size() > 1
            || withoutReceipt.containsKey(intent.id())
            || turn.receiptsMissing
            || turn.now.isBefore(carefulUntil);
    return stored.stream()
        .map(StoredTransaction::hash)
        .filter(hash -> !unsure || rpc.isInBlock(hash))
        .flatMap(hash -> ask(hash, turn).stream())
        .findFirst();
  }

  /// Where one receipt is late, so are the others of its block, and who holds back one answer holds
  /// back the next: the rest is asked about with care.
  private Optional<Receipt> ask(Bytes32 transaction, Turn turn) {
    try {
      Optional<Receipt> receipt = rpc.receipt(transaction);
      turn.receiptsMissing |= receipt.isEmpty();
      return receipt;
    } catch (RpcError error) {
      throw error;
    } catch (ChainException noAnswer) {
      carefulUntil = turn.now.plus(CAREFUL);
      throw noAnswer;
    }
  }

  private void waitForReceipt(Intent intent, Turn turn) {
    Seen first =
        withoutReceipt.computeIfAbsent(intent.id(), id -> new Seen(turn.now, turn.head.number()));
    if (first.at.plus(RECEIPTS_LATE).isAfter(turn.now)
        || turn.head.number() - first.head < RECEIPTS_LATE_BLOCKS) {
      intents.problem(intent, "in a block that the node has no receipts of yet");
    } else {
      turn.stuck++;
      intents.problem(intent, "nonce %s was used by another transaction".formatted(intent.nonce()));
    }
  }
}
