package com.qubetics.dvpn.protocol.value;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/// Bech32 (BIP-173, checksum constant 1) as Cosmos chains write addresses.
final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM_LENGTH = 6;

  private Bech32() {}

  static String encode(String prefix, byte[] bytes) {
    byte[] groups = regroup(bytes, 8, 5, true);
    byte[] checksum = checksum(prefix, groups);
    StringBuilder text = new StringBuilder(prefix).append('1');
    for (byte group : groups) {
      text.append(ALPHABET.charAt(group));
    }
    for (byte group : checksum) {
      text.append(ALPHABET.charAt(group));
    }
    return text.toString();
  }

  static byte[] decode(String prefix, String text, int length) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException("bech32: both cases (expected: one)");
    }
    String data = lower.substring(prefix.length() + 1);
    byte[] groups = new byte[data.length()];
    for (int i = 0; i < groups.length; i++) {
      int group = ALPHABET.indexOf(data.charAt(i));
      if (group < 0) {
        throw new IllegalArgumentException("bech32: character outside of the alphabet");
      }
      groups[i] = (byte) group;
    }
    if (groups.length < CHECKSUM_LENGTH || polymod(prefix, groups) != 1) {
      throw new IllegalArgumentException("bech32: checksum fails");
    }
    byte[] payload = java.util.Arrays.copyOf(groups, groups.length - CHECKSUM_LENGTH);
    byte[] bytes = regroup(payload, 5, 8, false);
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "bech32: %s bytes (expected: %s)".formatted(bytes.length, length));
    }
    return bytes;
  }

  private static byte[] checksum(String prefix, byte[] groups) {
    int polymod =
        polymod(prefix, java.util.Arrays.copyOf(groups, groups.length + CHECKSUM_LENGTH)) ^ 1;
    byte[] checksum = new byte[CHECKSUM_LENGTH];
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      checksum[i] = (byte) ((polymod >> (5 * (CHECKSUM_LENGTH - 1 - i))) & 31);
    }
    return checksum;
  }

  private static int polymod(String prefix, byte[] groups) {
    int sum = 1;
    for (char c : prefix.toCharArray()) {
      sum = step(sum, c >> 5);
    }
    sum = step(sum, 0);
    for (char c : prefix.toCharArray()) {
      sum = step(sum, c & 31);
    }
    for (byte group : groups) {
      sum = step(sum, group);
    }
    return sum;
  }

  private static int step(int sum, int value) {
    int top = sum >>> 25;
    int next = ((sum & 0x1ffffff) << 5) ^ value;
    for (int i = 0; i < GENERATOR.length; i++) {
      if (((top >> i) & 1) == 1) {
        next ^= GENERATOR[i];
      }
    }
    return next;
  }

  private static byte[] regroup(byte[] in, int fromBits, int toBits, boolean pad) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (byte b : in) {
      buffer = (buffer << fromBits) | (b & 0xff);
      bits += fromBits;
      while (bits >= toBits) {
        bits -= toBits;
        out.write((buffer >> bits) & ((1 << toBits) - 1));
      }
      buffer &= (1 << bits) - 1;
    }
    if (pad && bits > 0) {
      out.write((buffer << (toBits - bits)) & ((1 << toBits) - 1));
    } else if (!pad && (bits >= fromBits || buffer != 0)) {
      throw new IllegalArgumentException("bech32: padding is not zero");
    }
    return out.toByteArray();
  }
}
