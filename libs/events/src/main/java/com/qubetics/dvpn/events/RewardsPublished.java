package com.qubetics.dvpn.events;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// An epoch's rewards are computed and their workings can be fetched.
///
/// @param version 1, then one more with each recomputation of the epoch
/// @param root reward root of the period so far
/// @param periodTotal cumulative over all accounts, base units
/// @param dataHash Keccak-256 of the workings
public record RewardsPublished(
    long epoch,
    long version,
    long period,
    Bytes32 root,
    TokenAmount periodTotal,
    Bytes32 dataHash) {}
