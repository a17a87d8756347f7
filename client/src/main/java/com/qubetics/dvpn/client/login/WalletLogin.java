package com.qubetics.dvpn.client.login;

import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.NetworkFacts;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The one wallet pop-up: the wallet signs a text that delegates an app key for less than a day.
public final class WalletLogin {
  /// An hour short of what is allowed, so that clocks may differ.
  private static final Duration KEY_LIFETIME = Duration.ofHours(23);

  private final Gateway gateway;
  private final Clock clock;

  public WalletLogin(Gateway gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /// What a login earned.
  public record Delegation(
      NetworkFacts network, Account account, Instant keyExpiresAt, Token token) {}

  record Nonce(String nonce) {}

  /// An access token as the gateway gives it.
  public record Token(String token, Instant expiresAt, Account account, AppKey appKey) {
    @Override
    public String toString() {
      return "Token[" + account + " until " + expiresAt + "]";
    }
  }

  record LoginRequest(LoginProof proof, String text, String signature) {}

  public Delegation login(Wallet wallet, PrivateKey appKey) {
    NetworkFacts network = gateway.network();
    String nonce = nonce(gateway);
    LoginText text = text(network, wallet.account(), new AppKey(appKey.address()), nonce);
    Token token =
        gateway.postOnce(
            "/api/v1/login",
            new LoginRequest(wallet.proof(), text.toString(), wallet.sign(text.toString())),
            Token.class);
    return new Delegation(network, wallet.account(), text.expiresAt(), token);
  }

  LoginText text(NetworkFacts network, Account account, AppKey appKey, String nonce) {
    String authority =
        network.authority() != null ? network.authority() : gateway.base().getRawAuthority();
    Instant now = clock.instant();
    return new LoginText(
        authority,
        account,
        URI.create("https://" + authority + "/api/v1/login"),
        nonce,
        now,
        now.plus(KEY_LIFETIME),
        appKey,
        network.domain());
  }

  static String nonce(Gateway gateway) {
    return gateway.post("/api/v1/login/nonces", java.util.Map.of(), Nonce.class, null).nonce();
  }
}
