package com.qubetics.dvpn.http.caller;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// The public half of an issuer's key (Ed25519, RFC 8032), checked to be a point of the curve.
final class VerifyingKey {
  private final byte[] encoded;
  private final Ed25519.PublicPoint point;

  private VerifyingKey(byte[] encoded, Ed25519.PublicPoint point) {
    this.encoded = encoded;
    this.point = point;
  }

  /// @param x509 SubjectPublicKeyInfo, as in a PEM file
  /// @throws IllegalArgumentException if it is no key, or none that a signer can have made
  static VerifyingKey of(byte[] x509) {
    try {
      byte[] known =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(x509))
              .getEncoded();
      byte[] encoded =
          Arrays.copyOfRange(known, known.length - Ed25519.PUBLIC_KEY_SIZE, known.length);
      Ed25519.@Nullable PublicPoint point = Ed25519.validatePublicKeyFullExport(encoded, 0);
      if (point == null) {
        throw new IllegalArgumentException("no point of the curve");
      }
      return new VerifyingKey(encoded, point);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no Ed25519 public key", e);
    }
  }

  boolean holds(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, point, message, 0, message.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifyingKey that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }
}
