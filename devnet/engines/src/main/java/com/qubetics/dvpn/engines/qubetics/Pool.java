package com.qubetics.dvpn.engines.qubetics;

import static com.qubetics.dvpn.engines.qubetics.Behind.number;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The transactions that wait, in the order in which they came.
///
/// CometBFT, `mempool/v0/clist_mempool.go`: a list, first in first out; nothing in it is ever
/// replaced or sorted; a transaction that was seen before is refused while the cache of 10,000
/// knows it, whether it waits or is in a block; after each block the rest is checked again, and
/// leaves without a word if it fails. All of it lies in memory.
///
/// Evmos, `app/ante/evm/mono.go`: what is checked, in that order. A nonce must be the account's
/// next one after all that wait, so that a second transaction with the same nonce is refused
/// whatever it offers, and one with a gap too.
///
/// Guarded by the lock of its owner.
final class Pool {
  private static final int MAX_WAITING = 5_000;
  private static final int MAX_SEEN = 10_000;

  private final Behind behind;
  private final long chainId;
  private final List<RawTransaction> waiting = new ArrayList<>();
  private final Set<Bytes32> seen = new LinkedHashSet<>();

  Pool(Behind behind, long chainId) {
    this.behind = behind;
    this.chainId = chainId;
  }

  /// An account as the next transaction in the pool finds it.
  private record View(long nonce, BigInteger balance) {}

  void add(RawTransaction transaction, BigInteger baseFee, QubeticsSettings settings)
      throws Refusal {
    // The words before the colon are the log of the answer, which such a one has not.
    if (waiting.size() >= MAX_WAITING) {
      throw new Refusal(": mempool is full");
    }
    if (seen.contains(transaction.hash())) {
      throw new Refusal(": tx already in mempool");
    }
    View view = view(transaction.from());
    for (RawTransaction earlier : waiting) {
      if (earlier.from().equals(transaction.from())) {
        view = after(view, earlier, baseFee);
      }
    }
    check(transaction, view, baseFee, settings);
    waiting.add(transaction);
    remember(transaction);
  }

  /// Those that the next block has room for: from the first on, up to the one whose gas limit would
  /// exceed the block's (CometBFT, `ReapMaxBytesMaxGas`).
  List<RawTransaction> reap(long blockGasLimit) {
    List<RawTransaction> reaped = new ArrayList<>();
    long gas = 0;
    for (RawTransaction transaction : waiting) {
      gas += transaction.gas();
      if (gas > blockGasLimit) {
        break;
      }
      reaped.add(transaction);
    }
    return reaped;
  }

  /// After a block: what was in it goes, what failed in it may come again, the rest is checked
  /// again.
  void update(
      Collection<RawTransaction> reaped,
      Set<Bytes32> failed,
      BigInteger baseFee,
      QubeticsSettings settings) {
    waiting.removeAll(reaped);
    seen.removeAll(failed);
    List<RawTransaction> rest = List.copyOf(waiting);
    waiting.clear();
    Map<Address, View> views = new HashMap<>();
    for (RawTransaction transaction : rest) {
      View view = views.computeIfAbsent(transaction.from(), this::view);
      try {
        check(transaction, view, baseFee, settings);
        waiting.add(transaction);
        views.put(transaction.from(), after(view, transaction, baseFee));
      } catch (Refusal e) {
        seen.remove(transaction.hash());
      }
    }
  }

  /// As after a restart.
  void empty() {
    waiting.clear();
    seen.clear();
  }

  int size() {
    return waiting.size();
  }

  /// The first page of it, which is all that the client looks at: it asks CometBFT's
  /// `unconfirmed_txs` without a limit, and the usual page is 30 (`rpc/core/env.go`).
  List<RawTransaction> page(int size) {
    return List.copyOf(waiting.subList(0, Math.min(size, waiting.size())));
  }

  private void check(
      RawTransaction transaction, View view, BigInteger baseFee, QubeticsSettings settings)
      throws Refusal {
    BigInteger gas = BigInteger.valueOf(transaction.gas());
    BigInteger fee = transaction.fee(baseFee);
    BigInteger least = settings.gas().minPrice().multiply(gas);
    if (fee.compareTo(least) < 0) {
      throw Refusal.unchecked(
          ("provided fee < minimum global fee (%s < %s). Please increase the priority tip (for"
                  + " EIP-1559 txs) or the gas prices (for access list or legacy txs)")
              .formatted(fee, least),
          "insufficient fee");
    }
    if (!BigInteger.valueOf(chainId).equals(transaction.chainId())) {
      throw Refusal.unchecked(
          "couldn't retrieve sender address from the ethereum transaction: invalid chain id for"
              + " signer",
          "tx intended signer does not match the given signer");
    }
    if (view.balance().compareTo(transaction.cost()) < 0) {
      throw Refusal.unchecked(
          "failed to check sender balance: sender balance < tx cost (%s < %s)"
              .formatted(view.balance(), transaction.cost()),
          "insufficient funds");
    }
    if (transaction.maxFee().compareTo(baseFee) < 0) {
      throw Refusal.unchecked(
          "max fee per gas less than block base fee (%s < %s)"
              .formatted(transaction.maxFee(), baseFee),
          "insufficient fee");
    }
    if (transaction.gas() < transaction.intrinsicGas()) {
      throw Refusal.unchecked(
          "gas limit too low: %s (gas limit) < %s (intrinsic gas)"
              .formatted(transaction.gas(), transaction.intrinsicGas()),
          "out of gas");
    }
    if (transaction.nonce() != view.nonce()) {
      throw Refusal.unchecked(
          "invalid nonce; got %s, expected %s".formatted(transaction.nonce(), view.nonce()),
          "invalid sequence");
    }
    if (transaction.gas() > settings.gas().blockLimit()) {
      throw Refusal.unchecked(
          "tx gas (%s) exceeds block gas limit (%s)"
              .formatted(transaction.gas(), settings.gas().blockLimit()),
          "out of gas");
    }
  }

  private View view(Address account) {
    return new View(
        number(behind.get("eth_getTransactionCount", account.toString(), "latest"))
            .longValueExact(),
        number(behind.get("eth_getBalance", account.toString(), "latest")));
  }

  /// A check takes the fee and counts the nonce; the value moves in the block only.
  private static View after(View view, RawTransaction transaction, BigInteger baseFee) {
    return new View(view.nonce() + 1, view.balance().subtract(transaction.fee(baseFee)));
  }

  private void remember(RawTransaction transaction) {
    seen.add(transaction.hash());
    if (seen.size() > MAX_SEEN) {
      seen.remove(seen.iterator().next());
    }
  }
}
