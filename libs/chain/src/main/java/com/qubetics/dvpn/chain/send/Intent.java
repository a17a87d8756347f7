package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.Call;
import org.jspecify.annotations.Nullable;

/// An open intent as stored.
///
/// @param nonce null while PENDING
/// @param gasLimit null while PENDING
record Intent(long id, String key, Call call, @Nullable Long nonce, @Nullable Long gasLimit) {

  /// Its place among those of its state: SENT by nonce, PENDING by age.
  long place() {
    return nonce == null ? id : nonce;
  }
}
