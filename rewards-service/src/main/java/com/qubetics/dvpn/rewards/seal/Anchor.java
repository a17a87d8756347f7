package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.protocol.value.Bytes32;

/// A seal that is confirmed on chain.
///
/// @param transaction that anchored it
public record Anchor(Seal seal, Bytes32 transaction) {}
