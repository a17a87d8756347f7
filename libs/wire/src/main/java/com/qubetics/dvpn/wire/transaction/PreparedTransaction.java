package com.qubetics.dvpn.wire.transaction;

import com.qubetics.dvpn.protocol.value.TokenAmount;

/// A transaction for the wallet to sign: it would go through at the newest block.
///
/// @param value base units sent along
/// @param gas units, a quarter more than estimated; what is not used is not paid
/// @param estimatedFee what all of that gas costs at the present price
public record PreparedTransaction(
    WalletTransaction transaction, TokenAmount value, long gas, TokenAmount estimatedFee) {}
