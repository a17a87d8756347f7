package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.chain.Call;
import org.jspecify.annotations.Nullable;

/// An open intent as stored.
///
/// @param nonce null while PENDING
/// @param gasLimit null while PENDING
record Intent(long id, String key, Call call, @Nullable Long nonce, @Nullable Long gasLimit) {}
