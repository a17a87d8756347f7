package com.qubetics.dvpn.wire.reward;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal.Kind;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An epoch as anyone can see it.
///
/// @param startsAt first instant of the epoch
/// @param endsAt first instant after it
/// @param sessions absent until sealed, like `performance`
/// @param rewards absent until computed
/// @param proposal absent until it stands on chain, and again after a veto
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublicEpoch(
    long epoch,
    long period,
    State state,
    Instant startsAt,
    Instant endsAt,
    @Nullable Seal sessions,
    @Nullable Seal performance,
    @Nullable Computed rewards,
    @Nullable Proposal proposal) {

  /// How far the epoch is.
  public enum State {
    /// It has not ended, or one of its data sets is not sealed.
    OPEN,
    /// Both data sets are sealed; rewards are being computed and anchors confirmed.
    SEALED,
    /// Its reward root waits at the vault.
    PROPOSED,
    /// Its rewards can be claimed.
    FINAL,
    @JsonEnumDefaultValue
    UNKNOWN
  }

  /// @param transaction that anchored it; absent until confirmed
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Seal(
      Kind kind,
      long version,
      Bytes32 root,
      long leaves,
      Bytes32 dataHash,
      @Nullable Bytes32 transaction) {}

  /// @param periodTotal cumulative in the period over all accounts
  public record Computed(Bytes32 root, TokenAmount periodTotal, Bytes32 dataHash) {}

  /// @param finalAt when it may become final; absent until read from the chain
  /// @param finalised the transaction that made it final; absent until then
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Proposal(
      long id, @Nullable Instant finalAt, Bytes32 proposed, @Nullable Bytes32 finalised) {}

  /// @param items newest first
  /// @param nextCursor absent on the last page
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<PublicEpoch> items, @Nullable String nextCursor) {
    public Page {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }
}
