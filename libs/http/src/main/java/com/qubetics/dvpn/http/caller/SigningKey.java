package com.qubetics.dvpn.http.caller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// An issuer's private key (Ed25519, RFC 8032). Shows nothing of itself.
final class SigningKey {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final byte[] secret;
  private final byte[] encodedPublic = new byte[Ed25519.PUBLIC_KEY_SIZE];

  private SigningKey(byte[] secret) {
    this.secret = secret;
    Ed25519.generatePublicKey(secret, 0, encodedPublic, 0);
  }

  /// @param pkcs8 as in a PEM file
  static SigningKey of(byte[] pkcs8) {
    try {
      EdECPrivateKey key =
          (EdECPrivateKey)
              KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return new SigningKey(key.getBytes().orElseThrow());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no Ed25519 private key", e);
    }
  }

  /// @param file PEM file with one private key, mode 0600
  /// @throws IllegalArgumentException if it is something else; shows no content
  static SigningKey read(Path file) throws IOException {
    if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IllegalArgumentException(file + ": open to others: chmod 600");
    }
    try {
      return of(Pem.blocks("PRIVATE KEY", Files.readString(file)).getFirst());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SigningKey key && MessageDigest.isEqual(secret, key.secret);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encodedPublic);
  }

  byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, encodedPublic, 0, message, 0, message.length, signature, 0);
    return signature;
  }
}
