package com.qubetics.dvpn.protocol.release;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/// The public half of an Ed25519 key that releases are signed with, 32 bytes (RFC 8032).
public record ReleaseKey(Bytes32 value) {
  /// What stands before the 32 bytes in X.509's form (RFC 8410).
  private static final byte[] HEADER = Hex.parse("0x302a300506032b6570032100", 12);

  @JsonCreator
  public static ReleaseKey parse(String text) {
    return new ReleaseKey(Bytes32.parse(text));
  }

  boolean holds(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey());
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Bytes that are no signature, or no point of the curve.
      return false;
    }
  }

  private PublicKey publicKey() throws GeneralSecurityException {
    byte[] encoded = new byte[HEADER.length + Bytes32.LENGTH];
    System.arraycopy(HEADER, 0, encoded, 0, HEADER.length);
    System.arraycopy(value.bytes(), 0, encoded, HEADER.length, Bytes32.LENGTH);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }

  @JsonValue
  @Override
  public String toString() {
    return value.toString();
  }
}
