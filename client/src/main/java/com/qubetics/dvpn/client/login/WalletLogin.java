package com.qubetics.dvpn.client.login;

import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.login.LoginNonce;
import com.qubetics.dvpn.wire.login.LoginRequest;
import com.qubetics.dvpn.wire.login.LoginWish;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The one wallet pop-up: the wallet signs a text that delegates an app key for less than a day.
public final class WalletLogin {
  /// An hour short of what is allowed, so that clocks may differ.
  private static final Duration KEY_LIFETIME = Duration.ofHours(23);

  private static final String NONCES = "/api/v1/login/nonces";

  private final Gateway gateway;
  private final Clock clock;

  public WalletLogin(Gateway gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /// What a login earned.
  public record Delegation(
      NetworkFacts network, Account account, Instant keyExpiresAt, AccessToken token) {}

  /// The gateway writes the text; it is signed if it says what was wished and no more.
  public Delegation login(Wallet wallet, PrivateKey appKey) {
    NetworkFacts network = gateway.network();
    Authority authority =
        network.authority() != null
            ? network.authority()
            : Authority.parse(gateway.base().getRawAuthority());
    Account account = wallet.account();
    AppKey key = new AppKey(appKey.address());
    LoginWish wish = new LoginWish(account, key, KEY_LIFETIME.toSeconds(), authority);
    LoginNonce nonce = gateway.post(NONCES, wish, LoginNonce.class, null);
    LoginText text = given(nonce);
    LoginText wished =
        LoginText.of(
            authority,
            account,
            nonce.nonce(),
            text.issuedAt(),
            text.expiresAt(),
            key,
            network.domain());
    check(nonce, wished);
    TokenRequest proof = new TokenRequest(text.appKey(), text.nonce());
    AccessToken token =
        gateway.postOnce(
            "/api/v1/login",
            new LoginRequest(
                wallet.proof(),
                text.toString(),
                wallet.sign(text.toString()),
                TypedMessage.sign(proof, network.domain(), appKey).signature()),
            AccessToken.class);
    return new Delegation(network, account, text.expiresAt(), token);
  }

  private static LoginText given(LoginNonce nonce) {
    try {
      return LoginText.parse(nonce.text() == null ? "" : nonce.text());
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemCode.LOGIN_TEXT_FOREIGN, String.valueOf(e.getMessage()));
    }
  }

  /// @throws ProblemException if the text is not what was wished for: it is not signed
  private void check(LoginNonce nonce, LoginText wished) {
    if (!wished.toString().equals(nonce.text())) {
      throw new ProblemException(
          ProblemCode.LOGIN_TEXT_FOREIGN,
          "the gateway wants another text signed than was asked for: it is not signed");
    }
    Instant latest = clock.instant().plus(KEY_LIFETIME);
    if (!ClockTolerance.isPast(wished.expiresAt(), latest)) {
      throw new ProblemException(
          ProblemCode.LOGIN_TEXT_FOREIGN,
          "the gateway wants a longer delegation signed than was asked for, or this machine's clock is"
              + " behind: the text's end is "
              + new TimeGap(wished.expiresAt(), latest).distance()
              + " what was asked for");
    }
  }

  static String nonce(Gateway gateway) {
    return gateway.post(NONCES, LoginWish.NO_TEXT, LoginNonce.class, null).nonce();
  }
}
