package com.qubetics.dvpn.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Key files and signatures of strangers: read or refused, and whatever 65 bytes they are, whose
/// signature it is can be asked.
final class KeyFuzzTest {
  private static final Bytes32 DIGEST = Keccak.hash(new byte[0]);

  @FuzzTest
  void privateKey(byte[] text) {
    try {
      PrivateKey key = PrivateKey.parse(text(text));
      assertThat(PrivateKey.parse(Hex.format(key.secret())).address()).isEqualTo(key.address());
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }

  @FuzzTest
  void signature(byte[] text) {
    try {
      Signature signature = Signature.parse(text(text));
      assertThat(Signature.parse(signature.toString())).isEqualTo(signature);
    } catch (IllegalArgumentException refused) {
      // As it should be.
    }
  }

  /// @param bytes r, s and v, and then the digest
  @FuzzTest
  void signer(byte[] bytes) {
    byte[] digest = DIGEST.bytes();
    int rest = Math.clamp(bytes.length - Signature.LENGTH, 0, digest.length);
    System.arraycopy(bytes, bytes.length - rest, digest, 0, rest);
    byte[] compact = Arrays.copyOf(bytes, 64);
    try {
      Signature.of(Arrays.copyOf(bytes, Signature.LENGTH))
          .signer(Bytes32.of(digest))
          .ifPresent(
              signer ->
                  assertThat(Signature.compactIsBy(signer, compact, Bytes32.of(digest))).isTrue());
    } catch (IllegalArgumentException refused) {
      Signature.compactIsBy(Address.of(new byte[Address.LENGTH]), compact, Bytes32.of(digest));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
