package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;

/// A transaction in a block, as far as it says which nonce it used.
public record Sent(Bytes32 transaction, Address sender, long nonce) {}
