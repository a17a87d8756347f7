package com.qubetics.dvpn.rewards.vault;

import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;
import java.util.List;

/// The RewardsVault contract. What is sent to it is named by an intent and has one effect on chain
/// per intent (invariant I8); sending happens in the caller's transaction.
public interface Vault {

  /// What leaves of the reward tree name.
  RewardFile.Vault identity();

  TokenAmount pricePerGib();

  /// When a proposal may be made final, by the clock of the chain.
  Instant finalAt(long proposal);

  /// Proposes the epoch's root.
  ///
  /// @param ledgerVersions the versions of the anchors the file was computed from
  void propose(String intent, RewardFile file, Bytes32 ledgerVersions);

  void finalise(String intent, long proposal);

  Progress progress(String intent);

  /// The transaction that claims for an account; anyone may send it.
  Transaction claim(long period, Account account, TokenAmount cumulative, List<Bytes32> proof);

  /// How far an intent is.
  enum Progress {
    UNKNOWN,
    UNDER_WAY,
    CONFIRMED,
    FAILED
  }

  /// What a wallet is given to sign.
  ///
  /// @param data the call, `0x…`
  record Transaction(Address to, TokenAmount value, String data, long chainId) {}
}
