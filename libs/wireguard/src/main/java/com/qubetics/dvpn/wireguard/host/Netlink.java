package com.qubetics.dvpn.wireguard.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A conversation with the kernel, in the network namespace of the thread that opens it: a request,
/// then all of its answers. One thread at a time, best a platform thread.
public final class Netlink implements AutoCloseable {
  public static final int XFRM = 6;
  public static final int NETFILTER = 12;

  /// The fixed part of what netfilter says.
  public static final int NETFILTER_HEADER = 4;

  private static final int NOTHING = 1;
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int INTERRUPTED = 0x10;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// A list that changes while it is told is asked for again, so many times.
  private static final int MOST_ATTEMPTS = 10;

  /// Bytes of requests in one call: what the kernel may have against each has to fit into the
  /// socket.
  private static final int BATCH = 1 << 13;

  private static final int ATTACH_FILTER = 26;

  private static final byte[] KERNEL = address(0);

  private final NativeSocket socket;
  private int sequence;

  private Netlink(NativeSocket socket) {
    this.socket = socket;
  }

  /// @param protocol such as [#NETFILTER]
  public static Netlink open(int protocol) throws IOException {
    NativeSocket socket = NativeSocket.open(NativeSocket.NETLINK, NativeSocket.RAW, protocol);
    return new Netlink(socket);
  }

  /// The address of the kernel's side, or of these groups of events.
  ///
  /// @param groups one bit each
  public static byte[] address(int groups) {
    return ByteBuffer.allocate(12)
        .order(ByteOrder.nativeOrder())
        .putShort((short) NativeSocket.NETLINK)
        .putShort((short) 0)
        .putInt(0)
        .putInt(groups)
        .array();
  }

  /// Has the kernel do something, and waits until it has.
  ///
  /// @throws NetlinkRefusal if it did not
  public void change(NetlinkMessage request) throws IOException {
    int number = ++sequence;
    socket.send(request.encode(number, NetlinkMessage.ACKNOWLEDGED), KERNEL);
    receive(number, 0, answer -> {});
  }

  /// Has the kernel do many things, each on its own, with as few calls as there can be. What it
  /// refuses is passed over.
  public void attempt(List<NetlinkMessage> requests) throws IOException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (NetlinkMessage request : requests) {
      byte[] message = request.encode(++sequence, 0);
      batch.writeBytes(message);
      batch.writeBytes(new byte[-message.length & 3]);
      if (batch.size() >= BATCH) {
        flush(batch);
      }
    }
    flush(batch);
  }

  /// The kernel answers what it refused and, in the end, an empty request that wants an answer.
  private void flush(ByteArrayOutputStream batch) throws IOException {
    int number = ++sequence;
    batch.writeBytes(new NetlinkMessage(NOTHING).encode(number, NetlinkMessage.ACKNOWLEDGED));
    socket.send(batch.toByteArray(), KERNEL);
    batch.reset();
    receive(number, 0, answer -> {});
  }

  /// One thing that the kernel tells.
  ///
  /// @param fixed bytes before the first attribute
  /// @throws NetlinkRefusal if there is none
  public NetlinkAttributes one(NetlinkMessage request, int fixed) throws IOException {
    int number = ++sequence;
    List<NetlinkAttributes> answers = new ArrayList<>();
    socket.send(request.encode(number, NetlinkMessage.ACKNOWLEDGED), KERNEL);
    receive(number, fixed, answers::add);
    if (answers.isEmpty()) {
      throw new IOException("netlink: no answer");
    }
    return answers.getFirst();
  }

  /// A list that the kernel tells, as it was at one moment.
  ///
  /// @param fixed bytes before the first attribute of each
  public List<NetlinkAttributes> list(NetlinkMessage request, int fixed) throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      List<NetlinkAttributes> answers = new ArrayList<>();
      if (dump(request, fixed, answers::add)) {
        return answers;
      }
    }
    throw new IOException("netlink: a list that never holds still");
  }

  /// A list told piece by piece, for what is too long to be kept.
  ///
  /// @return whether nothing changed meanwhile
  public boolean dump(NetlinkMessage request, int fixed, Consumer<NetlinkAttributes> each)
      throws IOException {
    int number = ++sequence;
    socket.send(request.encode(number, NetlinkMessage.DUMP), KERNEL);
    return receive(number, fixed, each);
  }

  private boolean receive(int number, int fixed, Consumer<NetlinkAttributes> each)
      throws IOException {
    boolean still = true;
    while (true) {
      byte[] answer = socket.receive(LIMIT).orElseThrow(() -> new IOException("netlink: silence"));
      ByteBuffer bytes = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
      int at = 0;
      while (at + NetlinkMessage.HEADER <= answer.length) {
        int length = bytes.getInt(at);
        if (length < NetlinkMessage.HEADER || at + length > answer.length) {
          throw new IOException("netlink: malformed answer");
        }
        if (bytes.getInt(at + 8) == number) {
          still &= (bytes.getShort(at + 6) & INTERRUPTED) == 0;
          if (isLast(bytes, at, length)) {
            return still;
          }
          each.accept(NetlinkAttributes.of(answer, at + NetlinkMessage.HEADER, at + length, fixed));
        }
        at += length + 3 & ~3;
      }
    }
  }

  private static boolean isLast(ByteBuffer bytes, int at, int length) throws IOException {
    int type = bytes.getShort(at + 4);
    boolean last = type == ERROR || type == DONE;
    if (last && length >= NetlinkMessage.HEADER + 4) {
      int error = -bytes.getInt(at + NetlinkMessage.HEADER);
      if (error != 0) {
        throw new NetlinkRefusal(error);
      }
    }
    return last;
  }

  /// Listens to events.
  ///
  /// @param groups one bit each
  /// @param type the kind of message that is heard; the kernel passes over those that begin with
  ///   another
  public static Netlink listen(int protocol, int groups, int type) throws IOException {
    Netlink netlink = open(protocol);
    try {
      netlink.hearOnly(type);
      netlink.socket.bind(address(groups));
      return netlink;
    } catch (IOException e) {
      netlink.close();
      throw e;
    }
  }

  /// A program of the classic packet filter (`man 7 socket`): loads the message's type, which lies
  /// behind its length, compares, and takes all of it or nothing.
  private void hearOnly(int type) throws IOException {
    short sought = (short) type;
    int loaded =
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? sought : Short.reverseBytes(sought);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = arena.allocate(32, 8);
      program
          .asByteBuffer()
          .order(ByteOrder.nativeOrder())
          .putLong(step(0x28, 0, 4))
          .putLong(step(0x15, 1, loaded & 0xffff))
          .putLong(step(0x06, 0, -1))
          .putLong(step(0x06, 0, 0));
      byte[] reference =
          ByteBuffer.allocate(16)
              .order(ByteOrder.nativeOrder())
              .putShort((short) 4)
              .putLong(8, program.address())
              .array();
      socket.option(NativeSocket.SOCKET_LEVEL, ATTACH_FILTER, reference);
    }
  }

  private static long step(int code, int otherwise, int value) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.nativeOrder())
        .putShort((short) code)
        .put((byte) 0)
        .put((byte) otherwise)
        .putInt(value)
        .rewind()
        .getLong();
  }

  /// The next event; empty if none comes within the limit.
  ///
  /// @param fixed bytes before the first attribute
  /// @throws IOException also if events were lost
  public Optional<NetlinkAttributes> event(Duration limit, int fixed) throws IOException {
    return socket
        .receive(limit)
        .filter(message -> message.length >= NetlinkMessage.HEADER)
        .map(
            message -> NetlinkAttributes.of(message, NetlinkMessage.HEADER, message.length, fixed));
  }

  @Override
  public void close() {
    socket.close();
  }
}
