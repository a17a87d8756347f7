package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// What a contract account signs with. One that is not deployed yet says how it is made (EIP-6492):
/// `(factory, call, signature)` in ABI encoding, with a mark of 32 bytes behind.
///
/// @param signature for the account's contract
record ContractSignature(byte[] signature, Optional<Creation> creation) {
  private static final byte[] MARK = Hex.parse("0x" + "6492".repeat(16));
  private static final int MEMBERS = 3;

  /// A call by which `factory` makes the account.
  record Creation(Address factory, byte[] call) {}

  /// @throws IllegalArgumentException if something else stands before EIP-6492's mark
  static ContractSignature of(byte[] given) {
    int end = given.length - MARK.length;
    if (end < 0 || !Arrays.equals(given, end, given.length, MARK, 0, MARK.length)) {
      return new ContractSignature(given, Optional.empty());
    }
    byte[] encoded = Arrays.copyOf(given, end);
    byte[] factory = part(encoded, 0, Bytes32.LENGTH);
    int padding = Bytes32.LENGTH - Address.LENGTH;
    if (!Arrays.equals(factory, 0, padding, new byte[padding], 0, padding)) {
      throw malformed();
    }
    Address maker = Address.of(Arrays.copyOfRange(factory, padding, Bytes32.LENGTH));
    return new ContractSignature(
        bytes(encoded, 2), Optional.of(new Creation(maker, bytes(encoded, 1))));
  }

  /// The bytes that a member's word points at.
  private static byte[] bytes(byte[] encoded, int member) {
    int at = number(encoded, member * Bytes32.LENGTH);
    if (at < MEMBERS * Bytes32.LENGTH) {
      throw malformed();
    }
    return part(encoded, at + Bytes32.LENGTH, number(encoded, at));
  }

  /// A word that is a place or a length within the encoding.
  private static int number(byte[] encoded, int at) {
    BigInteger number = new BigInteger(1, part(encoded, at, Bytes32.LENGTH));
    if (number.compareTo(BigInteger.valueOf(encoded.length)) > 0) {
      throw malformed();
    }
    return number.intValueExact();
  }

  private static byte[] part(byte[] encoded, int at, int length) {
    if (length > encoded.length - at) {
      throw malformed();
    }
    return Arrays.copyOfRange(encoded, at, at + length);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "EIP-6492: malformed (expected: (address, bytes, bytes) before the mark)");
  }
}
