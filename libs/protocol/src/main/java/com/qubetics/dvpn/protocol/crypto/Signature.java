package com.qubetics.dvpn.protocol.crypto;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// A recoverable secp256k1 signature: r ‖ s ‖ v, 65 bytes, v 27 or 28, s in the lower half (EIP-2),
/// so that one message and key have one kept form per nonce and nobody can mint a second.
///
/// Wallets and their libraries also write v as 0 or 1 (what Ledger's devices return) and 64 bytes
/// whose highest bit of s is v (EIP-2098). Both are read, and kept in the one form.
public final class Signature {
  public static final int LENGTH = 65;

  /// Of EIP-2098.
  private static final int COMPACT_LENGTH = 64;

  private static final BigInteger HALF_ORDER =
      new BigInteger("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", 16);

  private final byte[] bytes;

  private Signature(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @throws IllegalArgumentException unless r ‖ s ‖ v or r ‖ (v, s), with a low s
  public static Signature of(byte[] bytes) {
    byte[] kept = bytes.length == COMPACT_LENGTH ? expanded(bytes) : bytes.clone();
    if (kept.length != LENGTH) {
      throw new IllegalArgumentException(
          "signature: %s bytes (expected: %s, or %s)"
              .formatted(bytes.length, LENGTH, COMPACT_LENGTH));
    }
    if (kept[64] == 0 || kept[64] == 1) {
      kept[64] += 27;
    }
    int v = kept[64] & 0xff;
    if (v >= 35) {
      throw new IllegalArgumentException(
          "signature: v %s, as in a transaction of EIP-155 (expected: 27 or 28, or 0 or 1)"
              .formatted(v));
    }
    if (v != 27 && v != 28) {
      throw new IllegalArgumentException(
          "signature: v %s (expected: 27 or 28, or 0 or 1)".formatted(v));
    }
    if (new BigInteger(1, Arrays.copyOfRange(kept, 32, 64)).compareTo(HALF_ORDER) > 0) {
      throw new IllegalArgumentException("signature: s in the upper half (expected: low s)");
    }
    return new Signature(kept);
  }

  private static byte[] expanded(byte[] compact) {
    byte[] bytes = Arrays.copyOf(compact, LENGTH);
    bytes[64] = (byte) (27 + ((compact[32] >> 7) & 1));
    bytes[32] &= 0x7f;
    return bytes;
  }

  @JsonCreator
  public static Signature parse(String text) {
    return of(Hex.parse(text));
  }

  /// The address of the key that made this signature over `digest`; empty if no key did.
  public Optional<Address> signer(Bytes32 digest) {
    return recover(Arrays.copyOf(bytes, 64), bytes[64] - 27, digest);
  }

  /// The possible signers of a compact r ‖ s signature, which carries no v (Cosmos wallets).
  ///
  /// @return whether `address` is one of the two keys that r ‖ s over `digest` can stem from
  public static boolean compactIsBy(Address address, byte[] compact, Bytes32 digest) {
    return compact.length == 64
        && (recover(compact, 0, digest).filter(address::equals).isPresent()
            || recover(compact, 1, digest).filter(address::equals).isPresent());
  }

  private static Optional<Address> recover(byte[] compact, int recoveryId, Bytes32 digest) {
    try {
      byte[] publicKey = Secp256k1.Companion.ecdsaRecover(compact, digest.bytes(), recoveryId);
      return Optional.of(PrivateKey.addressOf(publicKey));
    } catch (Secp256k1Exception | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @JsonValue
  @Override
  public String toString() {
    return Hex.format(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature signature && Arrays.equals(bytes, signature.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
