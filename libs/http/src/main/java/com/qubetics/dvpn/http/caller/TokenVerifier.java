package com.qubetics.dvpn.http.caller;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the `Authorization` header of a request to one service and says whether to believe it.
/// Nothing that a token says counts before its signature holds, but the name of the issuer.
public final class TokenVerifier {
  /// The one issuer that speaks for users and nodes.
  public static final String GATEWAY = "gateway";

  /// How far the clocks of issuer and service may differ, either way.
  static final Duration SKEW = Duration.ofSeconds(5);

  private static final int LONGEST_TEXT = 1024;

  /// What came of a header.
  public sealed interface Verdict {}

  /// @param address where a node's request came from, if the issuer told it
  public record Admitted(String issuer, Subject subject, @Nullable InetAddress address)
      implements Verdict {}

  public record Refused(Reason reason) implements Verdict {}

  /// Why a request is refused; a label of the metric, never told to the caller.
  public enum Reason {
    MISSING,
    MALFORMED,
    ISSUER_UNKNOWN,
    SIGNATURE_WRONG,
    OTHER_AUDIENCE,
    OTHER_REQUEST,
    /// Expired, or not issued yet: compare the clocks of both hosts.
    CLOCK_WRONG,
    /// A service that speaks for a user or node, or a gateway that calls itself a service.
    SUBJECT_WRONG
  }

  private final String service;
  private final IssuerKeys issuers;
  private final Clock clock;

  public TokenVerifier(String service, IssuerKeys issuers, Clock clock) {
    this.service = service;
    this.issuers = issuers;
    this.clock = clock;
  }

  public Verdict verify(@Nullable String authorization, RequestLine request) {
    if (authorization == null || !authorization.startsWith(TokenSigner.SCHEME)) {
      return new Refused(Reason.MISSING);
    }
    String text = authorization.substring(TokenSigner.SCHEME.length());
    int dot = text.indexOf('.');
    if (dot < 0 || text.length() > LONGEST_TEXT) {
      return new Refused(Reason.MALFORMED);
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(text.substring(0, dot));
      byte[] signature = Base64.getUrlDecoder().decode(text.substring(dot + 1));
      return verify(payload, signature, request);
    } catch (IllegalArgumentException e) {
      return new Refused(Reason.MALFORMED);
    }
  }

  private Verdict verify(byte[] payload, byte[] signature, RequestLine request) {
    CallerToken token = CallerToken.parse(payload);
    List<VerifyingKey> keys = issuers.of(token.issuer());
    if (keys.isEmpty()) {
      return new Refused(Reason.ISSUER_UNKNOWN);
    }
    byte[] message = TokenSigner.message(payload);
    if (keys.stream().noneMatch(key -> key.holds(message, signature))) {
      return new Refused(Reason.SIGNATURE_WRONG);
    }
    if (!token.audience().equals(service)) {
      return new Refused(Reason.OTHER_AUDIENCE);
    }
    Instant now = clock.instant();
    if (now.isBefore(token.issuedAt().minus(SKEW)) || now.isAfter(token.expiresAt().plus(SKEW))) {
      return new Refused(Reason.CLOCK_WRONG);
    }
    if (!token.request().equals(request.digest())) {
      return new Refused(Reason.OTHER_REQUEST);
    }
    if (token.issuer().equals(GATEWAY) == token.subject() instanceof Subject.Service) {
      return new Refused(Reason.SUBJECT_WRONG);
    }
    return new Admitted(token.issuer(), token.subject(), token.address());
  }
}
