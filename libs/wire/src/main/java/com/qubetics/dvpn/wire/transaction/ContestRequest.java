package com.qubetics.dvpn.wire.transaction;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NotNegative;

/// To contest a slash.
///
/// @param slash the proposal's id
public record ContestRequest(Account from, long slash) {
  public ContestRequest {
    NotNegative.check("slash", slash);
  }
}
