package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;

/// What the ledger contract holds for one epoch and kind.
///
/// @param total in the unit of the kind
/// @param version 1, and one more by each correction
/// @param blockNumber the block of the last version
public record Anchor(
    Bytes32 root, long leaves, BigInteger total, Bytes32 dataHash, int version, long blockNumber) {}
