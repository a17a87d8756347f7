package com.qubetics.dvpn.wire.transaction;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;

/// The one parameter of `eth_sendTransaction`, as wallets take it: every number a quantity in
/// hexadecimal without leading zeros. Nonce and fees are left to the wallet.
///
/// These members and no others: Keplr hands what it does not know to its serialiser, which refuses
/// it.
///
/// @param from the wallet's selected account
/// @param gas the most that it may use
public record WalletTransaction(
    Account from, Address to, String value, String data, String gas, String chainId) {}
