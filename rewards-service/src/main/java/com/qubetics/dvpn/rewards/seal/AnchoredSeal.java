package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;

/// A seal that is confirmed on chain.
///
/// @param transaction that anchored it
public record AnchoredSeal(Seal seal, Bytes32 transaction) {}
