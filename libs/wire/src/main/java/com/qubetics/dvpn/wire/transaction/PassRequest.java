package com.qubetics.dvpn.wire.transaction;

import com.qubetics.dvpn.protocol.value.Account;
import org.jspecify.annotations.Nullable;

/// To buy prepaid traffic.
///
/// @param account gets the traffic; null: the one who pays
public record PassRequest(Account from, @Nullable Account account, long mebibytes) {
  public PassRequest {
    if (mebibytes < 1) {
      throw new IllegalArgumentException(
          "mebibytes: %s (expected: 1 or more)".formatted(mebibytes));
    }
  }
}
