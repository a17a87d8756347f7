package com.qubetics.dvpn.evm.transaction;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/// Recursive Length Prefix, the encoding of Ethereum's transactions: byte strings and one list of
/// them.
final class Rlp {
  private static final int SHORT = 55;
  private static final int STRING = 0x80;
  private static final int LIST = 0xc0;

  private Rlp() {}

  /// A number without leading zeros; zero is the empty string.
  static byte[] number(BigInteger value) {
    if (value.signum() == 0) {
      return string(new byte[0]);
    }
    byte[] bytes = value.toByteArray();
    return string(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  static byte[] string(byte[] bytes) {
    if (bytes.length == 1 && (bytes[0] & 0xff) < STRING) {
      return bytes.clone();
    }
    return prefixed(STRING, bytes);
  }

  /// @param items encoded already
  static byte[] list(List<byte[]> items) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    items.forEach(all::writeBytes);
    return prefixed(LIST, all.toByteArray());
  }

  private static byte[] prefixed(int offset, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (payload.length <= SHORT) {
      out.write(offset + payload.length);
    } else {
      byte[] length = BigInteger.valueOf(payload.length).toByteArray();
      byte[] bare = length[0] == 0 ? Arrays.copyOfRange(length, 1, length.length) : length;
      out.write(offset + SHORT + bare.length);
      out.writeBytes(bare);
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }
}
