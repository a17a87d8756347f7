package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;

/// @param raiseAfter how long the newest transaction of an intent may wait for a block before its
///   fee is raised
/// @param giveUpAfter how long a contract may refuse an intent before it has FAILED
/// @param maxPerTransaction the most that one transaction may cost, gas and value
/// @param maxPerDay the most that all transactions signed on one day (UTC) may cost together
public record SenderSettings(
    Duration raiseAfter,
    Duration giveUpAfter,
    TokenAmount maxPerTransaction,
    TokenAmount maxPerDay) {}
