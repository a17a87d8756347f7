package com.qubetics.dvpn.rewards.epoch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.events.EpochSealed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An epoch as anyone can see it.
///
/// @param startsAt first instant of the epoch
/// @param endsAt first instant after it
/// @param sessions absent until sealed, like `performance`
/// @param rewards absent until computed
/// @param proposal absent until it stands on chain, and again after a veto
@JsonInclude(JsonInclude.Include.NON_NULL)
record EpochView(
    long epoch,
    long period,
    State state,
    Instant startsAt,
    Instant endsAt,
    @Nullable SealView sessions,
    @Nullable SealView performance,
    @Nullable RewardsView rewards,
    @Nullable ProposalView proposal) {

  /// How far the epoch is.
  enum State {
    /// It has not ended, or one of its data sets is not sealed.
    OPEN,
    /// Both data sets are sealed; rewards are being computed and anchors confirmed.
    SEALED,
    /// Its reward root waits at the vault.
    PROPOSED,
    /// Its rewards can be claimed.
    FINAL
  }

  /// @param transaction that anchored it; absent until confirmed
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SealView(
      EpochSealed.Kind kind,
      long version,
      Bytes32 root,
      long leaves,
      Bytes32 dataHash,
      @Nullable Bytes32 transaction) {}

  /// @param periodTotal cumulative in the period over all accounts
  record RewardsView(Bytes32 root, TokenAmount periodTotal, Bytes32 dataHash) {}

  /// @param finalAt when it may become final; absent until read from the chain
  /// @param finalised the transaction that made it final; absent until then
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ProposalView(
      long id, @Nullable Instant finalAt, Bytes32 proposed, @Nullable Bytes32 finalised) {}
}
