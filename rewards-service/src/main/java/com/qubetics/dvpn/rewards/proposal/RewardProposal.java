package com.qubetics.dvpn.rewards.proposal;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A reward root at the vault.
///
/// @param finalAt when it may become final, by the clock of the chain; null until read from there
/// @param finalised the transaction that made it final
public record RewardProposal(
    long id,
    long period,
    long from,
    long to,
    Bytes32 root,
    TokenAmount periodTotal,
    Bytes32 dataHash,
    State state,
    Bytes32 proposed,
    @Nullable Bytes32 finalised,
    @Nullable Instant finalAt) {

  /// As in the contract.
  public enum State {
    PENDING,
    FINAL,
    VETOED
  }

  /// Whether it covers the epoch.
  public boolean covers(long epoch) {
    return from <= epoch && epoch <= to;
  }
}
