package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The 20 bytes that name a secp256k1 key on the chain, or a contract. `0x…` (EIP-55) and bech32
/// `qubetics1…` are two spellings of the same bytes; JSON carries the EIP-55 one.
public final class Address implements Comparable<Address> {
  public static final int LENGTH = 20;

  /// The human-readable part of this chain's bech32 addresses.
  public static final String BECH32_PREFIX = "qubetics";

  private static final String EXPECTED = " (expected: 0x… or qubetics1…)";
  private static final Pattern BECH32 =
      Pattern.compile("([A-Za-z]{1,83})1([02-9ac-hj-np-z]+|[02-9AC-HJ-NP-Z]+)");
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{40}");

  /// The chains whose wallets write EIP-1191 (Rootstock's), and ours.
  private static final List<Long> CHAINS_WITH_CHECKSUM = List.of(30L, 31L, 9030L, 9029L);

  private final byte[] bytes;

  private Address(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Address of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "address: %s bytes (expected: %s)".formatted(bytes.length, LENGTH));
    }
    return new Address(bytes.clone());
  }

  /// Reads either spelling; bech32 in capitals too, as QR codes carry it (BIP-173). Mixed-case
  /// hexadecimal must carry a correct EIP-55 checksum; all-lower and all-upper hexadecimal has none
  /// to check.
  ///
  /// @throws IllegalArgumentException by what it is instead
  @JsonCreator
  public static Address parse(String text) {
    Matcher bech32 = BECH32.matcher(text);
    if (bech32.matches()) {
      String prefix = bech32.group(1).toLowerCase(Locale.ROOT);
      if (!prefix.equals(BECH32_PREFIX)) {
        throw new IllegalArgumentException(
            "address: %s1… is %s"
                .formatted(
                    prefix,
                    prefix.startsWith(BECH32_PREFIX)
                        ? "no account, such as a validator's" + EXPECTED
                        : "of another chain" + EXPECTED));
      }
      return new Address(Bech32.decode(BECH32_PREFIX, text, LENGTH));
    }
    if (text.startsWith("0X") || DIGITS.matcher(text).matches()) {
      throw new IllegalArgumentException("address: without 0x" + EXPECTED);
    }
    Address address = new Address(Hex.parse(text, LENGTH));
    if (isMixed(text.substring(2)) && !address.toString().equals(text)) {
      throw new IllegalArgumentException(
          CHAINS_WITH_CHECKSUM.stream()
              .filter(chain -> address.checksummed(chain + "0x").equals(text))
              .findFirst()
              .map(
                  chain ->
                      "address: the checksum is EIP-1191's of chain %s (expected: EIP-55's)"
                          .formatted(chain))
              .orElse("address: EIP-55 checksum fails"));
    }
    return address;
  }

  private static boolean isMixed(String digits) {
    return !digits.equals(digits.toLowerCase(Locale.ROOT))
        && !digits.equals(digits.toUpperCase(Locale.ROOT));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// The address as the EVM's word.
  public Bytes32 word() {
    return Bytes32.right(bytes);
  }

  /// The Cosmos spelling, `qubetics1…`.
  public String toBech32() {
    return Bech32.encode(BECH32_PREFIX, bytes);
  }

  /// The Ethereum spelling with its EIP-55 checksum.
  @JsonValue
  @Override
  public String toString() {
    return checksummed("");
  }

  /// @param before what is hashed before the digits
  private String checksummed(String before) {
    String digits = Hex.format(bytes).substring(2);
    byte[] hash = Keccak.hash((before + digits).getBytes(StandardCharsets.US_ASCII)).bytes();
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
