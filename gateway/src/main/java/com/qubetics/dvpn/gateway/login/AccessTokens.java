package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.gateway.network.NetworkSettings;
import com.qubetics.dvpn.http.caller.Reloaded;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.login.AccessToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.stereotype.Component;

/// Access tokens: JWTs under HS256, since the gateways that issue them are the only ones that read
/// them. A token names account and app key, lives for minutes, and dies with its app key.
@Component
public class AccessTokens implements JwtDecoder {
  private static final String AUDIENCE = "dvpn";
  private static final String APP_KEY = "app_key";
  private static final String OUT_OF_TIME = "out_of_time";

  private final Supplier<TokenKeys> keys;
  private final OAuth2TokenValidator<Jwt> validator;
  private final String issuer;
  private final Duration lifetime;
  private final Clock clock;

  AccessTokens(LoginSettings settings, NetworkSettings network, Clock clock) {
    this.issuer = "https://" + network.authorities().getFirst();
    this.lifetime = settings.tokenLifetime();
    this.clock = clock;
    this.validator =
        new DelegatingOAuth2TokenValidator<>(
            List.of(
                this::inTime, new JwtIssuerValidator(issuer), new JwtAudienceValidator(AUDIENCE)));
    this.keys =
        new Reloaded<>(
            "DVPN_TOKEN_KEY_FILE",
            () -> TokenKeys.read(settings.tokenKeyFile(), validator),
            System::nanoTime);
  }

  /// A token without an end is none of here, and none that is endless.
  private OAuth2TokenValidatorResult inTime(Jwt token) {
    Instant now = clock.instant();
    Instant end = token.getExpiresAt();
    if (end != null && end.isAfter(now)) {
      return OAuth2TokenValidatorResult.success();
    }
    String detail =
        end == null
            ? "The access token has no end."
            : "The access token has run out: its end is %s; get one at /api/v1/login/tokens."
                .formatted(new TimeGap(end, now).against("the gateway's"));
    return OAuth2TokenValidatorResult.failure(new OAuth2Error(OUT_OF_TIME, detail, null));
  }

  /// The sentence about the times of a genuine token, where they are why it was refused.
  public static Optional<String> timeFault(Throwable refusal) {
    for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
      if (cause instanceof JwtValidationException invalid) {
        return invalid.getErrors().stream()
            .filter(error -> OUT_OF_TIME.equals(error.getErrorCode()))
            .map(OAuth2Error::getDescription)
            .findFirst();
      }
    }
    return Optional.empty();
  }

  /// @param delegatedUntil the token never outlives the delegation it stems from
  AccessToken issue(Account account, AppKey appKey, Instant delegatedUntil) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(lifetime);
    Instant expiresAt = end.isAfter(delegatedUntil) ? delegatedUntil : end;
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .issuer(issuer)
            .audience(List.of(AUDIENCE))
            .subject(account.toString())
            .claim(APP_KEY, appKey.toString())
            .id(UUID.randomUUID().toString())
            .issuedAt(now)
            .expiresAt(expiresAt)
            .build();
    String token =
        keys.get()
            .encoder()
            .encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
            .getTokenValue();
    return new AccessToken(token, expiresAt, account, appKey);
  }

  @Override
  public Jwt decode(String token) {
    return keys.get().decode(token);
  }

  /// The user that a decoded (so: genuine and unexpired) token names; empty if it names none, as no
  /// token from here does.
  static Optional<Caller.User> userOf(Jwt token) {
    String account = token.getSubject();
    String appKey = token.getClaimAsString(APP_KEY);
    return account == null || appKey == null
        ? Optional.empty()
        : Optional.of(new Caller.User(Account.parse(account), AppKey.parse(appKey)));
  }
}
