package com.qubetics.dvpn.ledger.allowance;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What accounts own on chain.
@FunctionalInterface
public interface Balances {
  TokenAmount of(Account account);
}
