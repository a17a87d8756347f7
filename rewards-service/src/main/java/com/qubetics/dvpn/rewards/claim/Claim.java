package com.qubetics.dvpn.rewards.claim;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.vault.Vault;
import java.util.List;

/// All that is needed to be paid for a period: anyone may send the transaction, the account is
/// paid.
///
/// @param cumulative the vault pays this less what it has paid before
public record Claim(
    long period, TokenAmount cumulative, List<Bytes32> proof, Vault.Transaction transaction) {

  /// The transaction's content.
  public Call call() {
    return new Call(transaction.to(), transaction.value(), Hex.parse(transaction.data()));
  }
}
