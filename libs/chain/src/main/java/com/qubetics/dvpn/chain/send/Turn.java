package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.transaction.Fees;
import java.time.Instant;

/// What the chain said at the start of one look after the intents, and what is counted during it.
/// For the polling thread alone.
final class Turn {
  final Instant now;

  /// Nonces below this number are in blocks.
  final long used;

  /// Nonces below this number are in blocks or in the node's pool, as far as it counts them: some
  /// count the first of a long queue only.
  final long known;

  final Block head;

  /// What a transaction needs to offer to get into the next block.
  final Fees fees;

  /// Whether no block was made for so long that time says nothing of the chain.
  final boolean still;

  /// Intents that wait since a cap on spending is reached.
  long capped;

  /// Whether a receipt was asked for that the node has not.
  boolean receiptsMissing;

  /// Intents that can't go on by themselves.
  long stuck;

  Turn(Instant now, long used, long known, Block head, Fees fees, boolean still) {
    this.now = now;
    this.used = used;
    this.known = known;
    this.head = head;
    this.fees = fees;
    this.still = still;
  }
}
