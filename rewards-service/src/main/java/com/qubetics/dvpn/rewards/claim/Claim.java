package com.qubetics.dvpn.rewards.claim;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.vault.Vault;
import java.util.List;

/// All that is needed to be paid for a period: anyone may send the transaction, the account is
/// paid.
///
/// @param cumulative the vault pays this less what it has paid before
record Claim(
    long period, TokenAmount cumulative, List<Bytes32> proof, Vault.Transaction transaction) {}
