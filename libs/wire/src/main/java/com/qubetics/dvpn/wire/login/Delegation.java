package com.qubetics.dvpn.wire.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An app key that a wallet has delegated.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delegation(
    AppKey appKey,
    Account account,
    Instant delegatedAt,
    Instant expiresAt,
    @Nullable Instant revokedAt) {

  /// @param nextCursor absent on the last page
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<Delegation> items, @Nullable AppKey nextCursor) {}
}
