package com.qubetics.dvpn.rewards.vault;

import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.reward.Claim;
import java.time.Instant;
import java.util.List;

/// The RewardsVault contract. What is sent to it has one effect on chain, however often it is asked
/// for (invariant I8), and is sent again some time after it failed.
public interface Vault {

  /// What leaves of the reward tree name.
  RewardFile.Vault identity();

  TokenAmount pricePerGib();

  /// The most that it takes proposals for, for each epoch that they cover.
  TokenAmount capPerEpoch();

  /// When a proposal may be made final, by the clock of the chain.
  Instant finalAt(long proposal);

  /// Sees to it that the epoch's root is proposed.
  ///
  /// @param ledgerVersions the versions of the anchors the file was computed from
  void propose(RewardFile file, Bytes32 ledgerVersions);

  /// Sees to it that the proposal is made final.
  void finalise(long proposal);

  /// The transaction that claims for an account; anyone may send it.
  Claim.Transaction claim(
      long period, Account account, TokenAmount cumulative, List<Bytes32> proof);
}
