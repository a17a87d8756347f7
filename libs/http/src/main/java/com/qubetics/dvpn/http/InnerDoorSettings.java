package com.qubetics.dvpn.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param internalSecretFile file with the secret that gateway and services share
///   (`DVPN_INTERNAL_SECRET_FILE`); one line, at least 32 characters
@ConfigurationProperties("dvpn")
public record InnerDoorSettings(Path internalSecretFile) {
  private static final int MIN_LENGTH = 32;

  /// @throws IllegalStateException if the file is missing or its secret too short
  public String secret() {
    try {
      String secret = Files.readString(internalSecretFile).strip();
      if (secret.length() < MIN_LENGTH) {
        throw new IllegalStateException(
            "DVPN_INTERNAL_SECRET_FILE: too short (expected: 32 characters or more)");
      }
      return secret;
    } catch (IOException e) {
      throw new IllegalStateException(
          "DVPN_INTERNAL_SECRET_FILE: " + internalSecretFile + " can't be read", e);
    }
  }
}
