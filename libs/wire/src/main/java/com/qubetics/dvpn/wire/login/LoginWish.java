package com.qubetics.dvpn.wire.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import org.jspecify.annotations.Nullable;

/// What an app wants a wallet to sign; with it, a nonce comes with the very text. An empty one asks
/// for the nonce alone.
///
/// @param account whose wallet signs; absent, like `appKey`: no text
/// @param appKey the key to be delegated
/// @param lifetimeSeconds of the delegation; absent: the longest that the network allows
/// @param authority where the app is; one of `GET /api/v1/network`; absent: the first of them
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoginWish(
    @Nullable Account account,
    @Nullable AppKey appKey,
    @Nullable Long lifetimeSeconds,
    @Nullable Authority authority) {
  private static final long A_YEAR = 365L * 86_400;

  /// A nonce alone.
  public static final LoginWish NO_TEXT = new LoginWish(null, null, null, null);

  public LoginWish {
    if (lifetimeSeconds != null && (lifetimeSeconds < 1 || lifetimeSeconds > A_YEAR)) {
      throw new IllegalArgumentException(
          "lifetimeSeconds: %s (expected: 1 to %s)".formatted(lifetimeSeconds, A_YEAR));
    }
  }
}
