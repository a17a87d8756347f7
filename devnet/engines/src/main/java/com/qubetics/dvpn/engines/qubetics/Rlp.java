package com.qubetics.dvpn.engines.qubetics;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One item of RLP, a string of bytes or a list, with the bytes that it stands in. Only what a
/// transaction of somebody who means well needs: what is not canonical is not found out.
final class Rlp {
  private final byte[] encoded;
  private final int from;

  private Rlp(byte[] encoded, int from) {
    this.encoded = encoded;
    this.from = from;
  }

  /// @throws IllegalArgumentException unless it is one whole item
  static Rlp read(byte[] bytes) {
    Rlp item = item(bytes, 0);
    if (item.encoded.length != bytes.length) {
      throw new IllegalArgumentException("rlp: input contains more than one value");
    }
    return item;
  }

  /// The list of these items.
  static byte[] list(List<byte[]> items) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    items.forEach(content::writeBytes);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int length = content.size();
    if (length < 56) {
      all.write(0xc0 + length);
    } else {
      byte[] size = minimal(BigInteger.valueOf(length));
      all.write(0xf7 + size.length);
      all.writeBytes(size);
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  /// A number as an item.
  static byte[] number(BigInteger value) {
    byte[] bytes = minimal(value);
    if (bytes.length == 1 && bytes[0] >= 0) {
      return bytes;
    }
    byte[] item = new byte[bytes.length + 1];
    item[0] = (byte) (0x80 + bytes.length);
    System.arraycopy(bytes, 0, item, 1, bytes.length);
    return item;
  }

  byte[] encoded() {
    return encoded.clone();
  }

  boolean isList() {
    return (encoded[0] & 0xff) >= 0xc0;
  }

  byte[] content() {
    return Arrays.copyOfRange(encoded, from, encoded.length);
  }

  BigInteger number() {
    return new BigInteger(1, content());
  }

  List<Rlp> items() {
    if (!isList()) {
      throw new IllegalArgumentException("rlp: expected input list");
    }
    List<Rlp> items = new ArrayList<>();
    for (int at = from; at < encoded.length; ) {
      Rlp item = item(encoded, at);
      items.add(item);
      at += item.encoded.length;
    }
    return items;
  }

  private static Rlp item(byte[] bytes, int at) {
    if (at >= bytes.length) {
      throw new IllegalArgumentException("rlp: value size exceeds available input length");
    }
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return new Rlp(new byte[] {bytes[at]}, 0);
    }
    int base = first < 0xc0 ? 0x80 : 0xc0;
    int header = 1;
    long length = first - base;
    if (length > 55) {
      int size = (int) length - 55;
      header += size;
      length = new BigInteger(1, slice(bytes, at + 1, size)).longValueExact();
    }
    return new Rlp(slice(bytes, at, Math.toIntExact(header + length)), header);
  }

  private static byte[] slice(byte[] bytes, int at, int length) {
    if (at + length > bytes.length || length < 0) {
      throw new IllegalArgumentException("rlp: value size exceeds available input length");
    }
    return Arrays.copyOfRange(bytes, at, at + length);
  }

  private static byte[] minimal(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
