package com.qubetics.dvpn.http.caller;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An issuer's private key at work: signs one token for each request that is sent to a service.
///
/// A token is bound to its request and so never kept: whoever reads one on its way can repeat that
/// request to that service until it expires, and no other.
public final class TokenSigner {
  /// Long enough for a request that waits for a connection and a busy service, short of
  /// [CallerToken#LONGEST].
  static final Duration LIFETIME = Duration.ofSeconds(15);

  /// What stands before the token in the `Authorization` header.
  static final String SCHEME = "DvpnCaller ";

  private static final byte[] PREFIX = "dvpn caller token\n".getBytes(StandardCharsets.US_ASCII);

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String issuer;
  private final Supplier<SigningKey> key;
  private final Clock clock;

  TokenSigner(String issuer, SigningKey key, Clock clock) {
    this(issuer, () -> key, clock);
  }

  private TokenSigner(String issuer, Supplier<SigningKey> key, Clock clock) {
    this.issuer = issuer;
    this.key = key;
    this.clock = clock;
  }

  /// @param keyFile PEM file with one Ed25519 private key (PKCS 8), mode 0600; read again as
  ///   [Reloaded] does
  /// @throws IllegalStateException if it is something else; shows no content
  public static TokenSigner of(String issuer, Path keyFile, Clock clock, LongSupplier nanoTime) {
    return new TokenSigner(
        issuer,
        new Reloaded<>("DVPN_CALLER_KEY_FILE", () -> SigningKey.read(keyFile), nanoTime),
        clock);
  }

  /// The value of `Authorization` for one request.
  ///
  /// @param address where a node's request came from; only on routes that measure its host
  public String authorization(
      String audience, Subject subject, @Nullable InetAddress address, RequestLine request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return SCHEME
        + sign(
            new CallerToken(
                issuer, audience, subject, address, request.digest(), now, now.plus(LIFETIME)));
  }

  private String sign(CallerToken token) {
    byte[] payload = token.bytes();
    return BASE64.encodeToString(payload)
        + "."
        + BASE64.encodeToString(key.get().sign(message(payload)));
  }

  /// What is signed: a prefix of its own, so that no other signature of the same key is a token.
  static byte[] message(byte[] payload) {
    byte[] message = Arrays.copyOf(PREFIX, PREFIX.length + payload.length);
    System.arraycopy(payload, 0, message, PREFIX.length, payload.length);
    return message;
  }
}
