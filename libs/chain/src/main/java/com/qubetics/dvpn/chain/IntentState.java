package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.protocol.value.Bytes32;
import org.jspecify.annotations.Nullable;

/// Where an intent stands.
///
/// @param transaction the one in a block, or the newest sent; null while PENDING
/// @param block null until one holds it
/// @param gasUsed null until one holds it
/// @param problem why it is PENDING still, or why it FAILED
public record IntentState(
    Status status,
    @Nullable Bytes32 transaction,
    @Nullable Long block,
    @Nullable Long gasUsed,
    @Nullable String problem) {

  public enum Status {
    /// Stored; the contract refuses it at present, or it has not been looked at.
    PENDING,
    /// Signed with a nonce of its own; sent, and again until a block holds it.
    SENT,
    /// Done, with the network's number of confirmations.
    CONFIRMED,
    /// Reverted in a block, or refused by the contract for longer than the limit. No effect.
    FAILED
  }
}
