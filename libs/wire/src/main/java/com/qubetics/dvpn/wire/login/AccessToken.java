package com.qubetics.dvpn.wire.login;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.time.Instant;
import java.util.Objects;

/// What a login earns, and each renewal by the app key. Never outlives the delegation.
public record AccessToken(String token, Instant expiresAt, Account account, AppKey appKey) {
  public AccessToken {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(account, "account");
  }

  @Override
  public String toString() {
    return "AccessToken[" + account + " until " + expiresAt + "]";
  }
}
