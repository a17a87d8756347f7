package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.time.Instant;

/// Signed bytes of an intent.
record StoredTransaction(Bytes32 hash, byte[] raw, Fees fees, Instant signedAt) {}
