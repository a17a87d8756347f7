package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.Call;
import org.jspecify.annotations.Nullable;

/// An open intent as stored.
///
/// @param nonce null while PENDING
/// @param gasLimit null while PENDING
/// @param block that was seen to hold one of its transactions; null: none yet
record Intent(
    long id,
    String key,
    Call call,
    @Nullable Long nonce,
    @Nullable Long gasLimit,
    @Nullable Long block) {

  /// Its place among those of its state: SENT by nonce, PENDING by age.
  long place() {
    return nonce == null ? id : nonce;
  }

  /// The nonce of one that is SENT.
  long sentNonce() {
    return given(nonce);
  }

  /// The gas limit of one that is SENT.
  long sentGasLimit() {
    return given(gasLimit);
  }

  private static long given(@Nullable Long value) {
    if (value == null) {
      throw new IllegalStateException("a sent intent has a nonce and a gas limit");
    }
    return value;
  }
}
