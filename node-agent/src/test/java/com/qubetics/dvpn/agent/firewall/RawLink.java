package com.qubetics.dvpn.agent.firewall;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.NetworkInterface;
import java.nio.ByteOrder;
import java.util.List;

/// Puts packets on an interface exactly as they are, past the host's own routing and rules: a
/// packet socket (`man 7 packet`) of the namespace in which it is used.
public final class RawLink {
  private static final int AF_PACKET = 17;
  private static final int SOCK_DGRAM = 2;
  private static final int ETH_P_IP = 0x0800;
  private static final int ETH_P_IPV6 = 0x86dd;
  private static final byte[] ALL_NODES = {0x33, 0x33, 0, 0, 0, 1};
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET =
      handle("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final MethodHandle CLOSE = handle("close", ValueLayout.JAVA_INT);
  private static final MethodHandle SENDTO =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("sendto"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  private RawLink() {}

  private static MethodHandle handle(String name, ValueLayout.OfInt... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }

  /// Says to all on a link that here is a router, with a network and a way out.
  public static void advertiseRouter(String name, String network) throws Exception {
    send(name, ALL_NODES, List.of(Packet.routerAdvertisement("fe80::1", network)));
  }

  /// @param to the next hop's hardware address; empty on a tunnel
  static void send(String name, byte[] to, List<Packet> packets) throws Exception {
    int index = NetworkInterface.getByName(name).getIndex();
    try (Arena arena = Arena.ofConfined()) {
      int socket = call(SOCKET, AF_PACKET, SOCK_DGRAM, 0);
      try {
        for (Packet packet : packets) {
          MemorySegment address = address(arena, packet.isSix(), index, to);
          for (byte[] bytes : packet.wire()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long sent = sendTo(socket, data, bytes.length, address);
            if (sent != bytes.length) {
              throw new IOException("packet socket: not sent: " + packet.target());
            }
          }
        }
      } finally {
        call(CLOSE, socket);
      }
    }
  }

  /// `struct sockaddr_ll`.
  private static MemorySegment address(Arena arena, boolean six, int index, byte[] to) {
    MemorySegment address = arena.allocate(20);
    ValueLayout.OfShort big = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(big, 2, (short) (six ? ETH_P_IPV6 : ETH_P_IP));
    address.set(ValueLayout.JAVA_INT, 4, index);
    address.set(ValueLayout.JAVA_BYTE, 11, (byte) to.length);
    MemorySegment.copy(to, 0, address, ValueLayout.JAVA_BYTE, 12, to.length);
    return address;
  }

  private static int call(MethodHandle handle, Object... arguments) throws IOException {
    try {
      int result = (int) handle.invokeWithArguments(arguments);
      if (result < 0) {
        throw new IOException("packet socket: refused by the kernel");
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private static long sendTo(int socket, MemorySegment data, int length, MemorySegment address)
      throws IOException {
    try {
      return (long) SENDTO.invokeExact(socket, data, (long) length, 0, address, 20);
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }
}
