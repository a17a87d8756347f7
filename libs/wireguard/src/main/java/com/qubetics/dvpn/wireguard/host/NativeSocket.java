package com.qubetics.dvpn.wireguard.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;

/// A socket of a kind that Java has none of: netlink, raw IP, or bound to a device. Bytes in, bytes
/// out; what they mean is the caller's.
///
/// One thread sends and one receives; [#close] may come from any. A call of the kernel holds a
/// virtual thread's carrier, so waiting is for platform threads.
public final class NativeSocket implements AutoCloseable {
  public static final int INET = 2;
  public static final int INET6 = 10;
  public static final int NETLINK = 16;
  public static final int RAW = 3;

  /// Of [#option], with the level of the socket itself.
  public static final int SOCKET_LEVEL = 1;

  public static final int RECEIVE_BUFFER = 8;
  public static final int BIND_TO_DEVICE = 25;
  public static final int MARK = 36;

  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final short READABLE = 1;
  private static final int LONGEST_MESSAGE = 1 << 17;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle SET_OPTION =
      call("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle BIND =
      call("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle SEND =
      call(
          "sendto",
          FunctionDescriptor.of(
              LONG, INT, ValueLayout.ADDRESS, LONG, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle RECEIVE =
      call("recv", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle POLL =
      call("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));

  private static final MethodHandle INDEX =
      call("if_nametoindex", FunctionDescriptor.of(INT, ValueLayout.ADDRESS));

  private final int descriptor;
  private boolean closed;

  private NativeSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /// @param domain such as [#NETLINK]
  /// @param type such as [#RAW]
  /// @throws IOException where the kernel does not permit or know it
  public static NativeSocket open(int domain, int type, int protocol) throws IOException {
    return new NativeSocket(
        (int)
            result(
                "socket",
                (state) ->
                    (int) SOCKET.invokeExact(state, domain, type | CLOSE_ON_EXEC, protocol)));
  }

  /// Whether there is an interface of this name; one without any address too, which Java's own list
  /// leaves out.
  public static boolean hasInterface(InterfaceName name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name.value());
      return result("if_nametoindex", state -> (int) INDEX.invokeExact(state, text)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  public void option(int level, int name, byte[] value) throws IOException {
    option(descriptor, level, name, value);
  }

  /// Sets a number in the machine's byte order.
  public void option(int level, int name, int value) throws IOException {
    option(descriptor, level, name, bytes(value));
  }

  /// Gives a socket that Java has opened a mark (`SO_MARK`), by which rules and routes know it.
  ///
  /// @throws IOException without CAP_NET_ADMIN
  public static void mark(int descriptor, int mark) throws IOException {
    option(descriptor, SOCKET_LEVEL, MARK, bytes(mark));
  }

  private static void option(int descriptor, int level, int name, byte[] value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
      result(
          "setsockopt",
          state ->
              (int) SET_OPTION.invokeExact(state, descriptor, level, name, memory, value.length));
    }
  }

  private static byte[] bytes(int value) {
    return MemorySegment.ofArray(new int[] {value}).toArray(ValueLayout.JAVA_BYTE);
  }

  /// @param address a `sockaddr` of the domain
  public void bind(byte[] address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, address);
      result("bind", state -> (int) BIND.invokeExact(state, descriptor, memory, address.length));
    }
  }

  /// @param address a `sockaddr` of the domain
  public void send(byte[] message, byte[] address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
      MemorySegment to = arena.allocateFrom(ValueLayout.JAVA_BYTE, address);
      result(
          "sendto",
          state ->
              (long)
                  SEND.invokeExact(
                      state, descriptor, memory, (long) message.length, 0, to, address.length));
    }
  }

  /// The next message, cut at 128 KiB; empty if none comes within `limit`.
  ///
  /// @throws IOException also if messages were lost because nobody received them (`ENOBUFS`)
  public Optional<byte[]> receive(Duration limit) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      if (!isReadable(arena, limit)) {
        return Optional.empty();
      }
      MemorySegment memory = arena.allocate(LONGEST_MESSAGE);
      long length =
          result(
              "recv",
              state -> (long) RECEIVE.invokeExact(state, descriptor, memory, memory.byteSize(), 0));
      return Optional.of(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private boolean isReadable(Arena arena, Duration limit) throws IOException {
    MemorySegment wanted = arena.allocate(8, 4);
    wanted.set(INT, 0, descriptor);
    wanted.set(ValueLayout.JAVA_SHORT, 4, READABLE);
    int millis = (int) Math.clamp(limit.toMillis(), 0, Integer.MAX_VALUE);
    return result("poll", state -> (int) POLL.invokeExact(state, wanted, 1L, millis)) > 0;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        result("close", state -> (int) CLOSE.invokeExact(state, descriptor));
      } catch (IOException e) {
        // The descriptor is gone either way.
      }
    }
  }

  private interface Call {
    long make(MemorySegment state) throws Throwable;
  }

  private static long result(String name, Call call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.make(state);
      if (result < 0) {
        throw new IOException("%s: errno %s".formatted(name, (int) ERRNO.get(state, 0L)));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static MethodHandle call(String name, FunctionDescriptor signature) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        signature,
        Linker.Option.captureCallState("errno"));
  }
}
