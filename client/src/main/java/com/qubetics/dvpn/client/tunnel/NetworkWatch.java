package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.wireguard.host.NativeSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hears from the kernel (rtnetlink and nfnetlink multicast) that links, addresses, routes, rules
/// or firewall tables of this machine changed, whoever changed them. What changed is not read: who
/// is told looks at what concerns it.
public final class NetworkWatch implements AutoCloseable {
  private static final int ROUTE = 0;
  private static final int NETFILTER = 12;

  /// Links, IPv4 and IPv6 addresses and routes, IPv4 rules; IPv6 rules are group 19.
  private static final int ROUTE_GROUPS = 1 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 18;

  private static final int NFTABLES_GROUP = 1 << 6;
  private static final int BUFFER = 1 << 20;
  private static final Duration TURN = Duration.ofMillis(500);

  private final Runnable changed;
  private final List<NativeSocket> sockets = new ArrayList<>();
  private volatile boolean closed;

  private NetworkWatch(Runnable changed) {
    this.changed = changed;
  }

  /// @param changed is called for each message, from threads of the watch's own
  public static NetworkWatch begin(Runnable changed) {
    NetworkWatch watch = new NetworkWatch(changed);
    watch.listen(ROUTE, ROUTE_GROUPS);
    watch.listen(NETFILTER, NFTABLES_GROUP);
    return watch;
  }

  /// Where it is not permitted nothing is heard: who asks looks by itself every few seconds too.
  private void listen(int family, int groups) {
    try {
      NativeSocket socket = NativeSocket.open(NativeSocket.NETLINK, NativeSocket.RAW, family);
      sockets.add(socket);
      socket.option(NativeSocket.SOCKET_LEVEL, NativeSocket.RECEIVE_BUFFER, BUFFER);
      socket.bind(address(groups));
      Thread.ofPlatform().daemon().name("network-watch").start(() -> hear(socket));
    } catch (IOException e) {
      // Nothing is heard.
    }
  }

  private void hear(NativeSocket socket) {
    while (!closed) {
      try {
        Optional<byte[]> message = socket.receive(TURN);
        if (message.isPresent()) {
          changed.run();
        }
      } catch (IOException e) {
        // More than the buffer held: something changed.
        changed.run();
        pause();
      }
    }
    socket.close();
  }

  private static void pause() {
    try {
      Thread.sleep(TURN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] address(int groups) {
    return ByteBuffer.allocate(12)
        .order(ByteOrder.nativeOrder())
        .putShort((short) NativeSocket.NETLINK)
        .putShort((short) 0)
        .putInt(0)
        .putInt(groups)
        .array();
  }

  /// The threads end within half a second, each with its socket.
  @Override
  public void close() {
    closed = true;
  }
}
