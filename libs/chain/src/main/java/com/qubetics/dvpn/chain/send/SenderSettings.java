package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;

/// @param raiseAfter how long the newest transaction of an intent may wait before its fee is
///   raised, if blocks were made without it and it offers too little for the next
/// @param giveUpAfter how long a contract may refuse an intent before it has FAILED
/// @param maxPerTransaction the most that one transaction may cost, gas and value
/// @param maxPerDay the most that all transactions signed on one day (UTC) may cost together
/// @param acceptedNonce a halted sender goes on if the chain's next nonce for it is exactly this
///   number: its admin has looked at what was sent below it
public record SenderSettings(
    Duration raiseAfter,
    Duration giveUpAfter,
    TokenAmount maxPerTransaction,
    TokenAmount maxPerDay,
    long acceptedNonce) {

  /// Accepts nothing that the database has not given out.
  public SenderSettings(
      Duration raiseAfter,
      Duration giveUpAfter,
      TokenAmount maxPerTransaction,
      TokenAmount maxPerDay) {
    this(raiseAfter, giveUpAfter, maxPerTransaction, maxPerDay, 0);
  }
}
