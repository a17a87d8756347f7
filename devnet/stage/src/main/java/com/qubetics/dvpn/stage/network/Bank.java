package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;
import java.util.List;

/// The devnet's money: its chain's first account.
public final class Bank {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Bank() {}

  /// Sends it to each, and waits for the block.
  public static void fund(JsonRpc rpc, List<Account> accounts, TokenAmount amount) {
    Wallet wallet = new Wallet(rpc, Signer.of(PrivateKey.parse(Anvil.DEV_KEY)), LIMIT);
    List<Bytes32> sent =
        accounts.stream()
            .map(account -> wallet.send(account.address(), amount.baseUnits(), new byte[0]))
            .toList();
    sent.forEach(wallet::await);
  }
}
