package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.gateway.login.AccessTokens.AccessToken;
import com.qubetics.dvpn.gateway.network.NetworkFile;
import com.qubetics.dvpn.gateway.network.NetworkSettings;
import com.qubetics.dvpn.gateway.problem.Refused;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.TimeGap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// How a wallet's signature becomes an access token, and how an app key renews it without a pop-up.
///
/// Everything that can be judged without the database is judged first; then the nonce is taken and
/// the delegation stored in one transaction, so that a text works once, whatever runs beside it.
@Service
class Login {
  private static final String OUR = "the gateway's";

  private final Nonces nonces;
  private final AppKeys appKeys;
  private final AccessTokens tokens;
  private final Domain domain;
  private final List<String> authorities;
  private final LoginSettings settings;
  private final Clock clock;

  Login(
      Nonces nonces,
      AppKeys appKeys,
      AccessTokens tokens,
      NetworkFile network,
      NetworkSettings networkSettings,
      LoginSettings settings,
      Clock clock) {
    this.nonces = nonces;
    this.appKeys = appKeys;
    this.tokens = tokens;
    this.domain = network.domain();
    this.authorities = networkSettings.authority();
    this.settings = settings;
    this.clock = clock;
  }

  /// @param text the exact bytes that the wallet showed and signed
  /// @throws Refused with the reason's code
  @Transactional
  AccessToken byWallet(LoginProof proof, String text, byte[] signature) {
    LoginText login = parse(text);
    checkPlace(login);
    checkTimes(login);
    if (!proof.verifies(text, login.account(), signature)) {
      throw unauthorised(
          "SIGNATURE_INVALID", "The signature is not by the account that the text names.");
    }
    consume(login.nonce());
    if (!appKeys.delegate(login.account(), login.appKey(), login.expiresAt())) {
      throw new Refused(
          HttpStatus.CONFLICT,
          "APP_KEY_UNUSABLE",
          "This app key was revoked or is another account's; make a fresh one.");
    }
    return tokens.issue(login.account(), login.appKey(), login.expiresAt());
  }

  /// @throws Refused with the reason's code
  @Transactional
  AccessToken byAppKey(Signed<TokenRequest> request) {
    AppKey appKey = request.message().appKey();
    if (!request.isBy(appKey.address(), domain)) {
      throw unauthorised(
          "SIGNATURE_INVALID", "The signature is not by the app key that the request names.");
    }
    consume(request.message().nonce());
    AppKeys.Delegation delegation =
        appKeys
            .live(appKey)
            .orElseThrow(
                () ->
                    unauthorised(
                        "APP_KEY_NOT_DELEGATED",
                        appKeys
                                .ended(appKey)
                                .map(end -> "The delegation has ended: " + end.against(OUR))
                                .orElse("No wallet delegates this app key at present")
                            + "; log in with the wallet."));
    return tokens.issue(delegation.account(), appKey, delegation.expiresAt());
  }

  private static LoginText parse(String text) {
    try {
      return LoginText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refused(
          HttpStatus.BAD_REQUEST,
          "LOGIN_TEXT_MALFORMED",
          e.getMessage() == null ? "The login text is malformed." : e.getMessage());
    }
  }

  private void checkPlace(LoginText login) {
    if (!authorities.contains(login.authority())) {
      throw unauthorised(
          "LOGIN_AUTHORITY_UNKNOWN", "The text asks for another site; see GET /api/v1/network.");
    }
    if (!login.domain().equals(domain)) {
      throw unauthorised("LOGIN_NETWORK_WRONG", "The text is for another chain or node registry.");
    }
  }

  private void checkTimes(LoginText login) {
    Instant now = clock.instant();
    if (!ClockTolerance.covers(login.issuedAt(), now)) {
      throw unauthorised(
          "LOGIN_CLOCK_WRONG",
          "Issued At is %s; %d s are allowed: check the device's clock."
              .formatted(new TimeGap(login.issuedAt(), now).against(OUR), ClockTolerance.SECONDS));
    }
    if (!login.expiresAt().isAfter(now)) {
      throw unauthorised(
          "LOGIN_EXPIRED",
          "The text's Expiration Time is over: it is %s."
              .formatted(new TimeGap(login.expiresAt(), now).against(OUR)));
    }
    Duration asked = Duration.between(login.issuedAt(), login.expiresAt());
    if (asked.compareTo(settings.delegationLifetime()) > 0) {
      throw unauthorised(
          "LOGIN_TOO_LONG",
          "From Issued At %s to Expiration Time %s are %d s; an app key can be delegated for %d s."
              .formatted(
                  login.issuedAt(),
                  login.expiresAt(),
                  asked.toSeconds(),
                  settings.delegationLifetime().toSeconds()));
    }
  }

  private void consume(String nonce) {
    switch (nonces.consume(nonce)) {
      case Nonces.Consumed.Now ignored -> {}
      case Nonces.Consumed.TooLate(var expiry) ->
          throw unauthorised(
              "NONCE_UNUSABLE",
              "The nonce has run out: its end is %s; take a fresh one."
                  .formatted(expiry.against(OUR)));
      case Nonces.Consumed.Unknown ignored ->
          throw unauthorised(
              "NONCE_UNUSABLE",
              """
              The nonce was used, is not from here, or is older than %d s by the gateway's clock \
              (%s); take a fresh one.\
              """
                  .formatted(
                      settings.nonceLifetime().toSeconds(),
                      clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  private static Refused unauthorised(String code, String detail) {
    return new Refused(HttpStatus.UNAUTHORIZED, code, detail);
  }
}
