package com.qubetics.dvpn.gateway.caller;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;

/// A [Caller] as Spring Security carries it. Holds no credential.
public final class CallerAuthentication extends AbstractAuthenticationToken {
  @Serial private static final long serialVersionUID = 1;

  private final transient Caller caller;

  public CallerAuthentication(Caller caller) {
    super(List.of());
    this.caller = caller;
    setAuthenticated(true);
  }

  /// The caller that `authentication` carries, if it is one of ours.
  public static Optional<Caller> callerOf(@Nullable Authentication authentication) {
    return authentication instanceof CallerAuthentication known
        ? Optional.of(known.caller)
        : Optional.empty();
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Caller getPrincipal() {
    return caller;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallerAuthentication that && caller.equals(that.caller);
  }

  @Override
  public int hashCode() {
    return caller.hashCode();
  }
}
