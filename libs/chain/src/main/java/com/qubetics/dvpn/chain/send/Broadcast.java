package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.transaction.Fees;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands signed transactions to the node, and learns from its refusals. For the polling thread
/// alone.
final class Broadcast {
  private static final Logger log = LoggerFactory.getLogger(Broadcast.class);

  /// A node that was restarted, or another behind the same address, has what it lost within this.
  private static final Duration AGAIN = Duration.ofSeconds(10);

  /// That the node has these very bytes, or a block has the nonce: as geth, Nethermind, Besu,
  /// Erigon, CometBFT and the Cosmos SDK say it.
  private static final Pattern TAKEN =
      Pattern.compile(
          "(?i)already (known|imported|exists|in (the )?mempool|in cache)|known transaction"
              + "|nonce too low|nonce_too_low|invalid (nonce|sequence)|incorrect account sequence"
              + "|old ?nonce");

  private final JsonRpc rpc;
  private final Map<Long, Instant> last = new HashMap<>();
  private @Nullable FeeCap cap;

  Broadcast(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /// Whether to hand it over again: the node waits for its nonce, or it was long ago.
  boolean isDue(Intent intent, Turn turn) {
    Instant before = last.get(intent.id());
    return before == null
        || intent.sentNonce() == turn.known
        || !before.plus(AGAIN).isAfter(turn.now);
  }

  void forget(Intent intent) {
    last.remove(intent.id());
  }

  /// What the node says it takes at most of these.
  Fees allowed(Fees fees, long gas) {
    return cap == null || cap.allows(fees, gas) ? fees : cap.within(fees, gas);
  }

  /// Offers the newest, and where the node refuses that, those before it: what it can't replace, or
  /// finds too dear, must not keep it from holding an older one.
  ///
  /// @return what it said of the newest, if it took none
  Optional<String> offer(Intent intent, List<byte[]> newestFirst, Instant now) {
    last.put(intent.id(), now);
    String refusal = null;
    for (byte[] raw : newestFirst) {
      Optional<String> words = refusal(raw);
      if (words.isEmpty() || TAKEN.matcher(words.get()).find()) {
        return Optional.empty();
      }
      refusal = refusal == null ? words.get() : refusal;
    }
    log.debug("node took no transaction: key={} answer={}", intent.key(), refusal);
    return Optional.ofNullable(refusal);
  }

  /// The node's words; empty if it took it.
  private Optional<String> refusal(byte[] raw) {
    try {
      rpc.sendRawTransaction(raw);
      return Optional.empty();
    } catch (RpcError error) {
      FeeCap.in(error.words()).ifPresent(this::learn);
      return Optional.of(error.words());
    }
  }

  private void learn(FeeCap told) {
    if (!told.equals(cap)) {
      log.warn("the node takes no fee above {} of one transaction", told.most().toTics());
      cap = told;
    }
  }
}
