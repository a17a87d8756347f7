package com.qubetics.dvpn.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

class TokenKeysTest {
  private static final String OLD = "0x" + "5a".repeat(32);
  private static final String NEXT = "0x" + "a5".repeat(32);

  @TempDir private Path folder;

  private TokenKeys keys(String... lines) throws Exception {
    Path file = Files.writeString(folder.resolve("token.key"), String.join("\n", lines) + "\n");
    return TokenKeys.read(file, token -> OAuth2TokenValidatorResult.success());
  }

  private static String token(TokenKeys keys) {
    return keys.encoder()
        .encode(
            JwtEncoderParameters.from(
                JwsHeader.with(MacAlgorithm.HS256).build(),
                JwtClaimsSet.builder().subject("s").issuedAt(Instant.EPOCH).build()))
        .getTokenValue();
  }

  @Test
  void believesTheOldKeyAndTheNewWhileBothAreInTheFile() throws Exception {
    String before = token(keys(OLD));
    TokenKeys both = keys(NEXT, OLD);
    String after = token(both);
    assertThat(both.decode(before).getSubject()).isEqualTo("s");
    assertThat(both.decode(after).getSubject()).isEqualTo("s");
    assertThat(keys(OLD, NEXT).decode(after).getSubject()).isEqualTo("s");
    assertThat(keys(NEXT).decode(after).getSubject()).isEqualTo("s");
    assertThatThrownBy(() -> keys(NEXT).decode(before)).isInstanceOf(BadJwtException.class);
  }

  @Test
  void takesNothingButKeysAndShowsNoneOfThem() {
    for (String line : new String[] {"", "0x5a", OLD + "5a", "half a k"}) {
      assertThatThrownBy(() -> keys(NEXT, line, OLD), line)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("token.key")
          .hasMessageNotContaining("5a5a")
          .hasMessageNotContaining("half");
    }
    assertThatThrownBy(() -> keys("")).hasMessageContaining("0 keys");
    assertThatThrownBy(() -> keys(OLD, OLD, OLD, NEXT, NEXT)).hasMessageContaining("5 keys");
  }

  @Test
  void knowsWhetherTheFileChanged() throws Exception {
    assertThat(keys(OLD)).isEqualTo(keys(OLD)).hasSameHashCodeAs(keys(OLD));
    assertThat(keys(OLD)).isNotEqualTo(keys(NEXT, OLD));
  }
}
