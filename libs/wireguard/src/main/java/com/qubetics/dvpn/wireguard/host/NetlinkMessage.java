package com.qubetics.dvpn.wireguard.host;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A request to the kernel, put together from its fixed part and attributes (`man 7 netlink`).
/// Numbers of the header are in the machine's byte order; what an attribute holds is the caller's
/// to order.
public final class NetlinkMessage {
  /// Of a request's flags: an answer is wanted even if all went well.
  public static final int ACKNOWLEDGED = 4;

  static final int REQUEST = 1;
  static final int DUMP = 0x300;
  static final int HEADER = 16;
  private static final int NESTED = 0x8000;

  private final int type;
  private final int flags;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  public NetlinkMessage(int type) {
    this(type, 0);
  }

  /// @param flags beside those that each request has
  public NetlinkMessage(int type, int flags) {
    this.type = type;
    this.flags = flags;
  }

  /// Of netfilter's subsystems, with the header that they share.
  ///
  /// @param family 0 for all
  public static NetlinkMessage netfilter(int subsystem, int kind, int flags, int family) {
    return new NetlinkMessage(subsystem << 8 | kind, flags)
        .fixed(new byte[] {(byte) family, 0, 0, 0});
  }

  /// Bytes that are no attribute, before the first of these.
  public NetlinkMessage fixed(byte[] bytes) {
    body.writeBytes(bytes);
    return this;
  }

  public NetlinkMessage put(int attribute, byte[] value) {
    body.writeBytes(head(attribute, value.length));
    body.writeBytes(value);
    body.writeBytes(new byte[-value.length & 3]);
    return this;
  }

  /// A name, with the zero that ends it.
  public NetlinkMessage put(int attribute, String name) {
    return put(attribute, (name + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  /// A number of 32 bits in the network's byte order.
  public NetlinkMessage put(int attribute, int value) {
    return put(attribute, ByteBuffer.allocate(4).putInt(value).array());
  }

  public NetlinkMessage nest(int attribute, Consumer<NetlinkMessage> inner) {
    NetlinkMessage nested = new NetlinkMessage(0);
    inner.accept(nested);
    return put(attribute | NESTED, nested.body.toByteArray());
  }

  private static byte[] head(int attribute, int length) {
    return ByteBuffer.allocate(4)
        .order(ByteOrder.nativeOrder())
        .putShort((short) (length + 4))
        .putShort((short) attribute)
        .array();
  }

  byte[] encode(int sequence, int more) {
    byte[] content = body.toByteArray();
    return ByteBuffer.allocate(HEADER + content.length)
        .order(ByteOrder.nativeOrder())
        .putInt(HEADER + content.length)
        .putShort((short) type)
        .putShort((short) (REQUEST | flags | more))
        .putInt(sequence)
        .putInt(0)
        .put(content)
        .array();
  }
}
