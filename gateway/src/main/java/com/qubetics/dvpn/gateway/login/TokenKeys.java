package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/// The keys of access tokens: the first signs, each verifies, so that one takes the other's place
/// while tokens of both are on their way.
final class TokenKeys {
  private static final int LENGTH = 32;
  private static final int MOST = 4;

  private final List<SecretKey> keys;
  private final JwtEncoder encoder;
  private final List<NimbusJwtDecoder> decoders;

  private TokenKeys(List<SecretKey> keys, OAuth2TokenValidator<Jwt> validator) {
    this.keys = keys;
    this.encoder =
        NimbusJwtEncoder.withSecretKey(keys.getFirst()).algorithm(MacAlgorithm.HS256).build();
    this.decoders = keys.stream().map(key -> decoder(key, validator)).toList();
  }

  /// @param file a key a line, `0x` and 32 bytes
  /// @throws IllegalArgumentException if it holds anything else; shows no content
  static TokenKeys read(Path file, OAuth2TokenValidator<Jwt> validator) throws IOException {
    List<String> lines = Files.readString(file).strip().lines().toList();
    if (lines.isEmpty() || lines.size() > MOST) {
      throw new IllegalArgumentException(
          "%s: %s keys (expected: 1 to %s)".formatted(file, lines.size(), MOST));
    }
    List<SecretKey> keys = new ArrayList<>();
    for (String line : lines) {
      keys.add(new SecretKeySpec(bytes(file, line.strip()), "HmacSHA256"));
    }
    return new TokenKeys(List.copyOf(keys), validator);
  }

  private static byte[] bytes(Path file, String line) {
    try {
      return Hex.parse(line, LENGTH);
    } catch (IllegalArgumentException e) {
      // Without the cause: its message may show a part of the key.
      throw new IllegalArgumentException(
          "%s: a line is no key (expected: 0x and %s bytes)".formatted(file, LENGTH));
    }
  }

  private static NimbusJwtDecoder decoder(SecretKey key, OAuth2TokenValidator<Jwt> validator) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
    decoder.setJwtValidator(validator);
    return decoder;
  }

  JwtEncoder encoder() {
    return encoder;
  }

  /// A genuine token that is refused for another reason is so by the key that signed it.
  Jwt decode(String token) {
    BadJwtException last = new BadJwtException("no key");
    for (NimbusJwtDecoder decoder : decoders) {
      try {
        return decoder.decode(token);
      } catch (JwtValidationException e) {
        throw e;
      } catch (BadJwtException e) {
        last = e;
      }
    }
    throw last;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenKeys that && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }
}
