package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.protocol.value.Bytes32;

/// Everything up to this block, which is known by its hash, has been brought to the handlers.
record Position(long block, Bytes32 hash) {}
