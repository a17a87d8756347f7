package com.qubetics.dvpn.client.login;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a login leaves in the user's home; the app key's secret lies beside it in a file of its
/// own.
///
/// @param authority path of the PEM file to trust; null: the system's authorities
/// @param rpc the user's own RPC endpoint, by which nodes and epochs are checked
/// @param keyExpiresAt end of the app key, as the wallet signed it
/// @param tokenExpiresAt end of the access token
public record LoginState(
    String gateway,
    @Nullable String authority,
    @Nullable String rpc,
    NetworkFacts network,
    Account account,
    Instant keyExpiresAt,
    String token,
    Instant tokenExpiresAt) {
  public static final String FILE = "login.json";
  public static final String KEY_FILE = "app.key";

  public LoginState {
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(keyExpiresAt, "keyExpiresAt");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(tokenExpiresAt, "tokenExpiresAt");
  }

  LoginState withToken(String newToken, Instant newExpiresAt) {
    return new LoginState(
        gateway, authority, rpc, network, account, keyExpiresAt, newToken, newExpiresAt);
  }

  @Override
  public String toString() {
    return "LoginState[" + account + " at " + gateway + "]";
  }
}
