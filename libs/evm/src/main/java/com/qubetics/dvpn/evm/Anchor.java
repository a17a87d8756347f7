package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.value.Seal;

/// What the ledger contract holds for one epoch and kind.
///
/// @param blockNumber the block of the last version
public record Anchor(Seal seal, long blockNumber) {}
