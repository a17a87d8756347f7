package com.qubetics.dvpn.client;

import com.qubetics.dvpn.wireguard.host.NativeSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// Every IP packet that comes out of a machine's line, as the router sees it: what may leave beside
/// a tunnel is sorted out, the rest is kept in words.
final class LineWatch implements AutoCloseable {
  private static final int PACKET = 17;
  private static final int ALL = 3;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int HEADER = 14;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;

  private final NativeSocket socket;
  private final byte[] router;
  private final Set<Integer> allowedPorts;
  private final Set<String> strangers = new ConcurrentSkipListSet<>();
  private final Thread thread;
  private volatile boolean closed;

  private LineWatch(NativeSocket socket, byte[] router, Set<Integer> allowedPorts) {
    this.socket = socket;
    this.router = router;
    this.allowedPorts = allowedPorts;
    this.thread = Thread.ofPlatform().daemon().start(this::watch);
  }

  /// @param line this side of it
  /// @param allowedPorts of node, gateway and RPC endpoint
  static LineWatch on(String line, Set<Integer> allowedPorts) throws IOException {
    NetworkInterface device = NetworkInterface.getByName(line);
    NativeSocket socket =
        NativeSocket.open(PACKET, NativeSocket.RAW, Short.toUnsignedInt(swapped(ALL)));
    ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
    address.putShort((short) PACKET).putShort(swapped(ALL)).putInt(device.getIndex());
    socket.bind(address.array());
    return new LineWatch(socket, device.getHardwareAddress(), Set.copyOf(allowedPorts));
  }

  private static short swapped(int protocol) {
    return Short.reverseBytes((short) protocol);
  }

  private void watch() {
    try {
      while (!closed) {
        socket.receive(Duration.ofMillis(100)).ifPresent(this::see);
      }
    } catch (IOException e) {
      strangers.add("the watch itself failed: " + e.getMessage());
    } finally {
      socket.close();
    }
  }

  private void see(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    boolean outgoing = new ByteBufferPrefix(bytes, 6).equalTo(router);
    if (frame.length < HEADER + 20 || outgoing) {
      return;
    }
    int kind = Short.toUnsignedInt(bytes.getShort(12));
    try {
      if (kind == IPV4) {
        int header = (bytes.get(HEADER) & 0x0f) * 4;
        see(bytes, bytes.get(HEADER + 9), HEADER + 16, 4, HEADER + header);
      } else if (kind == IPV6) {
        see(bytes, bytes.get(HEADER + 6), HEADER + 24, 16, HEADER + 40);
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void see(ByteBuffer bytes, int protocol, int at, int length, int payload)
      throws UnknownHostException {
    byte[] to = new byte[length];
    bytes.get(at, to);
    InetAddress address = InetAddress.getByAddress(to);
    int port =
        protocol == TCP || protocol == UDP ? Short.toUnsignedInt(bytes.getShort(payload + 2)) : 0;
    boolean neighbours =
        length == 16
            && (protocol == ICMPV6 || protocol == 0)
            && (address.isMulticastAddress() || isNeighbourly(bytes, payload, protocol));
    if (!neighbours && !allowedPorts.contains(port)) {
      strangers.add("%s to %s port %s".formatted(protocol, address.getHostAddress(), port));
    }
  }

  /// Neighbour solicitations and advertisements.
  private static boolean isNeighbourly(ByteBuffer bytes, int payload, int protocol) {
    int type = protocol == ICMPV6 ? Byte.toUnsignedInt(bytes.get(payload)) : 0;
    return type >= 133 && type <= 137;
  }

  /// The sender's hardware address of a frame.
  private record ByteBufferPrefix(ByteBuffer bytes, int at) {
    boolean equalTo(byte[] other) {
      byte[] own = new byte[other.length];
      bytes.get(at, own);
      return java.util.Arrays.equals(own, other);
    }
  }

  /// What left beside the tunnel so far.
  List<String> strangers() throws InterruptedException {
    Thread.sleep(200);
    return List.copyOf(strangers);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
