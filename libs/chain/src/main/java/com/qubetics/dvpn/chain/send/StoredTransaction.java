package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.time.Instant;

/// Signed bytes of an intent.
///
/// @param head the newest block when they were signed
record StoredTransaction(Bytes32 hash, byte[] raw, Fees fees, Instant signedAt, long head) {}
