package com.qubetics.dvpn.wireguard.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A run of attributes in an answer of the kernel. A view: it holds as long as the answer, and
/// copies nothing until a value is asked for. One that lacks an attribute has an empty one.
public final class NetlinkAttributes {
  private static final int TYPE = 0x3fff;

  private final ByteBuffer bytes;
  private final int from;
  private final int to;

  private NetlinkAttributes(ByteBuffer bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /// @param fixed how many bytes stand before the first attribute
  static NetlinkAttributes of(byte[] answer, int from, int to, int fixed) {
    ByteBuffer bytes = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    return new NetlinkAttributes(bytes, Math.min(from + fixed, to), to);
  }

  public boolean isEmpty() {
    return from == to;
  }

  /// The attributes behind so many bytes that are none.
  public NetlinkAttributes after(int fixed) {
    return new NetlinkAttributes(bytes, Math.min(from + fixed, to), to);
  }

  /// What an attribute holds, read as attributes of its own.
  public NetlinkAttributes in(int attribute) {
    for (int at = from; at < to; at = next(at)) {
      if (type(at) == attribute) {
        return new NetlinkAttributes(bytes, at + 4, end(at));
      }
    }
    return new NetlinkAttributes(bytes, to, to);
  }

  /// Each of the attributes, such as the elements of a list.
  public List<NetlinkAttributes> each() {
    List<NetlinkAttributes> all = new ArrayList<>();
    for (int at = from; at < to; at = next(at)) {
      all.add(new NetlinkAttributes(bytes, at + 4, end(at)));
    }
    return all;
  }

  /// All of it, as it came.
  public byte[] raw() {
    return Arrays.copyOfRange(bytes.array(), from, to);
  }

  public byte[] raw(int attribute) {
    return in(attribute).raw();
  }

  /// A name, without the zero that ends it.
  public String text(int attribute) {
    return in(attribute).text();
  }

  /// All of it as a name, without the zero that ends it.
  public String text() {
    byte[] name = raw();
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8);
  }

  /// A number of 32 bits in the network's byte order.
  ///
  /// @param otherwise if there is none
  public int number(int attribute, int otherwise) {
    NetlinkAttributes value = in(attribute);
    return value.to - value.from == 4 ? bigEndian(value.from) : otherwise;
  }

  /// A number of 64 bits in the network's byte order.
  ///
  /// @param otherwise if there is none
  public long wide(int attribute, long otherwise) {
    NetlinkAttributes value = in(attribute);
    return value.to - value.from == 8
        ? (long) bigEndian(value.from) << 32 | bigEndian(value.from + 4) & 0xffff_ffffL
        : otherwise;
  }

  private int bigEndian(int at) {
    int number = bytes.getInt(at);
    return bytes.order() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
  }

  private int type(int at) {
    return bytes.getShort(at + 2) & TYPE;
  }

  /// What claims to be longer than all of it ends with it.
  private int end(int at) {
    return Math.min(to, at + Math.max(4, bytes.getShort(at) & 0xffff));
  }

  private int next(int at) {
    int next = at + (end(at) - at + 3 & ~3);
    return next + 4 > to ? to : next;
  }
}
