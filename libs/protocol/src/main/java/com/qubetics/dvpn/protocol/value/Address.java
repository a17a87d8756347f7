package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The 20 bytes that name a secp256k1 key on the chain, or a contract. `0x…` (EIP-55) and bech32
/// `qubetics1…` are two spellings of the same bytes; JSON carries the EIP-55 one.
public final class Address implements Comparable<Address> {
  public static final int LENGTH = 20;

  /// The human-readable part of this chain's bech32 addresses.
  public static final String BECH32_PREFIX = "qubetics";

  private final byte[] bytes;

  private Address(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Address of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "address: %d bytes (expected: %d)".formatted(bytes.length, LENGTH));
    }
    return new Address(bytes.clone());
  }

  /// Reads either spelling. Mixed-case hexadecimal must carry a correct EIP-55 checksum; all-lower
  /// and all-upper hexadecimal has none to check.
  ///
  /// @throws IllegalArgumentException if malformed or a checksum fails
  @JsonCreator
  public static Address parse(String text) {
    if (text.startsWith(BECH32_PREFIX + "1")) {
      return new Address(Bech32.decode(BECH32_PREFIX, text, LENGTH));
    }
    Address address = new Address(Hex.parse(text, LENGTH));
    String digits = text.substring(2);
    boolean mixed =
        !digits.equals(digits.toLowerCase(Locale.ROOT))
            && !digits.equals(digits.toUpperCase(Locale.ROOT));
    if (mixed && !address.toString().equals(text)) {
      throw new IllegalArgumentException("address: EIP-55 checksum fails");
    }
    return address;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// The Cosmos spelling, `qubetics1…`.
  public String toBech32() {
    return Bech32.encode(BECH32_PREFIX, bytes);
  }

  /// The Ethereum spelling with its EIP-55 checksum.
  @JsonValue
  @Override
  public String toString() {
    String digits = Hex.format(bytes).substring(2);
    byte[] hash = Keccak.hash(digits.getBytes(StandardCharsets.US_ASCII)).bytes();
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
      char digit = digits.charAt(i);
      text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }

  /// By unsigned bytes, the order of leaves and rows in published files.
  @Override
  public int compareTo(Address other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
