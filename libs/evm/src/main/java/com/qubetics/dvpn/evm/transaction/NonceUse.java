package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.evm.rpc.Sent;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Optional;

/// The transaction that used a nonce of an account, proved by the block that holds it.
///
/// How it works, and why. That an account's count is above a nonce says that something used it, not
/// what: the receipt of our own may come seconds later. So the block is looked for in which the
/// count passed the nonce, back from the head in growing steps and then by halves: 100 blocks back
/// that is some 14 questions. Where the node has no state of blocks that old, the blocks themselves
/// are read one after the other, at most [#MOST_READ].
///
/// @param transaction which used it
/// @param block that holds it
public record NonceUse(Bytes32 transaction, long block) {
  private static final int MOST_READ = 500;

  /// Empty if no block that the node has used it.
  ///
  /// @throws ChainException if something used it, and the node can't show what
  public static Optional<NonceUse> find(JsonRpc rpc, Address sender, long nonce) {
    if (rpc.nonce(sender) <= nonce) {
      return Optional.empty();
    }
    long used = rpc.blockNumber();
    long unused;
    try {
      if (rpc.nonce(sender, used) <= nonce) {
        return Optional.empty();
      }
      long step = 1;
      unused = used - step;
      while (unused >= 0 && rpc.nonce(sender, unused) > nonce) {
        used = unused;
        step *= 2;
        unused = used - step;
      }
      unused = Math.max(unused, -1);
      while (used - unused > 1) {
        long middle = (used + unused) >>> 1;
        if (rpc.nonce(sender, middle) > nonce) {
          used = middle;
        } else {
          unused = middle;
        }
      }
    } catch (RpcError noState) {
      return Optional.of(read(rpc, sender, nonce, used));
    }
    return Optional.of(in(rpc, sender, nonce, used).orElseThrow(() -> unshown(sender, nonce)));
  }

  private static NonceUse read(JsonRpc rpc, Address sender, long nonce, long newest) {
    for (long block = newest; block >= 0 && block > newest - MOST_READ; block--) {
      Optional<NonceUse> found = in(rpc, sender, nonce, block);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw unshown(sender, nonce);
  }

  private static Optional<NonceUse> in(JsonRpc rpc, Address sender, long nonce, long block) {
    return rpc.sentIn(block).stream()
        .filter(sent -> sent.sender().equals(sender) && sent.nonce() == nonce)
        .map(Sent::transaction)
        .map(transaction -> new NonceUse(transaction, block))
        .findFirst();
  }

  private static ChainException unshown(Address sender, long nonce) {
    return new ChainException(
        "something used nonce %s of %s, and the endpoint does not show what"
            .formatted(nonce, sender));
  }
}
