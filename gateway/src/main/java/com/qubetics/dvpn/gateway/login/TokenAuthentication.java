package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/// Turns a genuine token into its user, unless the app key behind it was revoked.
@Component
public class TokenAuthentication implements Converter<Jwt, AbstractAuthenticationToken> {
  private final AppKeys appKeys;

  TokenAuthentication(AppKeys appKeys) {
    this.appKeys = appKeys;
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt token) {
    return AccessTokens.userOf(token)
        .filter(user -> appKeys.isLive(user.account(), user.appKey()))
        .map(CallerAuthentication::new)
        .orElseThrow(
            () ->
                new InvalidBearerTokenException(
                    "The app key behind this token is no longer delegated."));
  }
}
