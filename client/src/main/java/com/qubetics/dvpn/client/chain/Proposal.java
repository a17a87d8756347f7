package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;

/// A reward root in RewardsVault.
///
/// @param periodTotal the period's cumulative total with this proposal
/// @param proposedAt block time
/// @param ledgerVersions hash over the versions of the anchors it was computed from
public record Proposal(
    long from,
    long to,
    Bytes32 root,
    TokenAmount periodTotal,
    Bytes32 rulesetHash,
    Bytes32 ledgerVersions,
    Bytes32 dataHash,
    Instant proposedAt,
    State state) {

  /// In the order of their numbers on chain.
  public enum State {
    NONE,
    PENDING,
    FINAL,
    VETOED
  }
}
