package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;

/// @param raiseAfter how long the newest transaction of an intent may wait for a block before its
///   fee is raised
/// @param giveUpAfter how long a contract may refuse an intent before it has FAILED
/// @param maxCost the most that the gas of one transaction may cost
public record SenderSettings(Duration raiseAfter, Duration giveUpAfter, TokenAmount maxCost) {}
