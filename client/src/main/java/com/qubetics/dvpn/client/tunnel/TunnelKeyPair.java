package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/// A device's WireGuard keys for one session. The private half is only written to `wg`'s input.
public final class TunnelKeyPair {
  private final byte[] secret;
  private final TunnelKey publicKey;

  private TunnelKeyPair(byte[] secret, TunnelKey publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  public static TunnelKeyPair random(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
      generator.initialize(NamedParameterSpec.X25519, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] secret = ((XECPrivateKey) pair.getPrivate()).getScalar().orElseThrow();
      return new TunnelKeyPair(secret, publicKey(((XECPublicKey) pair.getPublic()).getU()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("X25519 is part of every JDK", e);
    }
  }

  /// The u coordinate as 32 bytes, least significant first (RFC 7748).
  private static TunnelKey publicKey(BigInteger u) {
    byte[] bytes = new byte[Bytes32.LENGTH];
    byte[] bigEndian = u.toByteArray();
    for (int i = 0; i < Math.min(bytes.length, bigEndian.length); i++) {
      bytes[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return new TunnelKey(Bytes32.of(bytes));
  }

  public TunnelKey publicKey() {
    return publicKey;
  }

  byte[] secretBase64() {
    return Base64.getEncoder().encode(secret);
  }

  @Override
  public String toString() {
    return "TunnelKeyPair[" + publicKey + "]";
  }
}
