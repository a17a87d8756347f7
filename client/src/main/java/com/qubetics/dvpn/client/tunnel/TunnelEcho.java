package com.qubetics.dvpn.client.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.NativeSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// ICMP echoes (RFC 792) to the node's address inside the tunnel, over a socket that is bound to
/// the interface: no other way, and nobody in a network around this machine who has that address,
/// can answer them. Each is one whole IP packet of a given size, which may not be broken.
public final class TunnelEcho {
  /// As `ping` sends.
  public static final int SMALL = 84;

  private static final int ICMP = 1;
  private static final int IP_LEVEL = 0;
  private static final int MTU_DISCOVER = 10;
  private static final int PROBE = 3;
  private static final int HEADERS = 28;
  private static final int REPLY = 0;
  private static final int REQUEST = 8;
  private static final Duration TURN = Duration.ofMillis(10);

  private final InterfaceName name;
  private final InetAddress node;
  private final RandomGenerator random;

  public TunnelEcho(InterfaceName name, InetAddress node, RandomGenerator random) {
    this.name = name;
    this.node = node;
    this.random = random;
  }

  /// Loads what the first echo needs: that takes longer than a packet.
  public static void rehearse() {
    new TunnelEcho(
            InterfaceName.parse("lo"),
            InetAddress.getLoopbackAddress(),
            RandomGenerator.getDefault())
        .answered(SMALL, TURN);
  }

  /// Whether one came back. Cheap to ask again: each has a number of its own.
  public boolean answered(int size, Duration limit) {
    return !answered(Set.of(size), limit, limit).isEmpty();
  }

  /// Sends one of each size.
  ///
  /// @param limit for the first answer
  /// @param rest for all others after it
  /// @return the sizes that came back
  public Set<Integer> answered(Collection<Integer> sizes, Duration limit, Duration rest) {
    Set<Integer> back = new TreeSet<>();
    try (NativeSocket socket = open()) {
      short id = (short) random.nextInt(1 << 16);
      Map<Short, Integer> sent = send(socket, id, sizes);
      long until = System.nanoTime() + limit.toNanos();
      while (back.size() < sent.size() && System.nanoTime() < until && !Thread.interrupted()) {
        boolean first = back.isEmpty();
        receive(socket, id, sent).ifPresent(back::add);
        if (first && !back.isEmpty()) {
          until = Math.min(until, System.nanoTime() + rest.toNanos());
        }
      }
    } catch (IOException e) {
      // The interface is gone, or down: nothing came back.
    }
    return back;
  }

  private NativeSocket open() throws IOException {
    NativeSocket socket = NativeSocket.open(NativeSocket.INET, NativeSocket.RAW, ICMP);
    try {
      byte[] device = (name.value() + "\0").getBytes(US_ASCII);
      socket.option(NativeSocket.SOCKET_LEVEL, NativeSocket.BIND_TO_DEVICE, device);
      socket.option(IP_LEVEL, MTU_DISCOVER, PROBE);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Map<Short, Integer> send(NativeSocket socket, short id, Collection<Integer> sizes)
      throws IOException {
    Map<Short, Integer> sent = new HashMap<>();
    short number = (short) random.nextInt(1 << 16);
    for (int size : sizes) {
      number++;
      try {
        socket.send(echo(id, number, size), address());
        sent.put(number, size);
      } catch (IOException e) {
        if (sizes.size() == 1) {
          throw e;
        }
        // Larger than the interface lets out.
      }
    }
    return sent;
  }

  private Optional<Integer> receive(NativeSocket socket, short id, Map<Short, Integer> sent)
      throws IOException {
    Optional<byte[]> packet = socket.receive(TURN);
    if (packet.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(packet.get());
    int header = packet.get().length == 0 ? 0 : (bytes.get(0) & 0x0f) * 4;
    if (bytes.limit() < HEADERS || bytes.limit() < header + 8) {
      return Optional.empty();
    }
    boolean ours =
        bytes.getInt(12) == ByteBuffer.wrap(node.getAddress()).getInt()
            && bytes.get(header) == REPLY
            && bytes.getShort(header + 4) == id;
    Integer size = ours ? sent.get(bytes.getShort(header + 6)) : null;
    return Optional.ofNullable(size).filter(whole -> whole == bytes.limit());
  }

  /// Without the IP header, which the kernel makes.
  private static byte[] echo(short id, short number, int size) {
    ByteBuffer packet = ByteBuffer.allocate(Math.max(8, size - 20));
    packet.put(0, (byte) REQUEST).putShort(4, id).putShort(6, number);
    packet.putShort(2, checksum(packet));
    return packet.array();
  }

  /// RFC 1071.
  private static short checksum(ByteBuffer packet) {
    int sum = 0;
    for (int at = 0; at < packet.limit(); at += 2) {
      int high = packet.get(at) & 0xff;
      int low = at + 1 < packet.limit() ? packet.get(at + 1) & 0xff : 0;
      sum += (high << 8) | low;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  private byte[] address() {
    ByteBuffer address = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    address.putShort((short) NativeSocket.INET).putShort((short) 0).put(node.getAddress());
    return address.array();
  }
}
