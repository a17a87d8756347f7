package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.protocol.value.Bytes32;

/// The bytes that are sent, and their hash.
public record SignedTransaction(Bytes32 hash, byte[] raw) {}
