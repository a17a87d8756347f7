package com.qubetics.dvpn.chain.prepare;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.protocol.value.Account;
import java.math.BigInteger;

/// The one parameter of `eth_sendTransaction`, as wallets take it: every number a quantity in
/// hexadecimal without leading zeros. Nonce and fees are left to the wallet.
///
/// These members and no others: Keplr hands what it does not know to its serialiser, which refuses
/// it.
///
/// @param from the wallet's selected account
/// @param gas the most that it may use
public record WalletTransaction(
    String from, String to, String value, String data, String gas, String chainId) {

  static WalletTransaction of(Account from, Call call, long gas, long chainId) {
    return new WalletTransaction(
        from.toString(),
        call.to().toString(),
        quantity(call.value().baseUnits()),
        call.dataHex(),
        quantity(BigInteger.valueOf(gas)),
        quantity(BigInteger.valueOf(chainId)));
  }

  private static String quantity(BigInteger number) {
    return "0x" + number.toString(16);
  }
}
