package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// The private half of a WireGuard key. Its `toString` shows the public half only.
public final class TunnelSecret {
  private final byte[] scalar;

  private TunnelSecret(byte[] scalar) {
    this.scalar = scalar;
  }

  public static TunnelSecret random(SecureRandom random) {
    byte[] scalar = new byte[X25519.SCALAR_SIZE];
    X25519.generatePrivateKey(random, scalar);
    return new TunnelSecret(scalar);
  }

  /// Reads `0x…`, as the key file holds it.
  public static TunnelSecret parse(String text) {
    return new TunnelSecret(Hex.parse(text, X25519.SCALAR_SIZE));
  }

  public TunnelKey publicKey() {
    byte[] point = new byte[X25519.POINT_SIZE];
    X25519.generatePublicKey(scalar, 0, point, 0);
    return new TunnelKey(Bytes32.of(point));
  }

  /// The secret that this key and another's private half share; all zeros for a point of low order.
  public byte[] agree(TunnelKey other) {
    byte[] shared = new byte[X25519.POINT_SIZE];
    X25519.calculateAgreement(scalar, 0, other.value().bytes(), 0, shared, 0);
    return shared;
  }

  /// For the key file only.
  public String toHex() {
    return Hex.format(scalar);
  }

  /// For the standard input of `wg`; callers wipe it.
  public byte[] toBase64() {
    return Base64.getEncoder().encode(scalar);
  }

  @Override
  public String toString() {
    return "TunnelSecret[" + publicKey() + "]";
  }
}
