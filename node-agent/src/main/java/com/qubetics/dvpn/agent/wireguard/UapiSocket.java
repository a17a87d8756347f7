package com.qubetics.dvpn.agent.wireguard;

import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The peers through the socket of a wireguard-go process: no process per call, so that a busy
/// session can be looked at ten times a second on a small host.
final class UapiSocket implements PeerAccess {
  private static final long LIMIT_MILLIS = 5_000;
  private static final int BUFFER = 1 << 16;

  /// Changes per request, so that each ends well within the limit.
  private static final int BATCH = 1_000;

  private final Path path;

  UapiSocket(InterfaceName name) {
    this.path = Path.of("/var/run/wireguard", name + ".sock");
  }

  boolean isThere() {
    return Files.exists(path);
  }

  @Override
  public void apply(List<PeerChange> changes) throws ToolException {
    for (int from = 0; from < changes.size(); from += BATCH) {
      ask(request(changes.subList(from, Math.min(from + BATCH, changes.size()))));
    }
  }

  private static String request(List<PeerChange> changes) {
    StringBuilder request = new StringBuilder("set=1\n");
    for (PeerChange change : changes) {
      request.append("public_key=").append(hex(change.key())).append('\n');
      switch (change) {
        case PeerChange.Put put ->
            request
                .append("replace_allowed_ips=true\nallowed_ip=")
                .append(put.address())
                .append("/32\n");
        case PeerChange.Remove remove -> request.append("remove=true\n");
      }
    }
    return request.append('\n').toString();
  }

  @Override
  public List<PeerState> peers() throws ToolException {
    return ask("get=1\n\n").peers();
  }

  private static String hex(TunnelKey key) {
    return Hex.format(key.value().bytes()).substring(2);
  }

  private UapiAnswer ask(String request) throws ToolException {
    UapiAnswer answer;
    try {
      answer = exchange(request);
    } catch (IOException | IllegalArgumentException e) {
      throw new ToolException("wireguard-go: no answer on its socket", e);
    }
    if (answer.errno() != 0) {
      throw new ToolException("wireguard-go: errno " + answer.errno());
    }
    return answer;
  }

  private UapiAnswer exchange(String request) throws IOException {
    long deadline = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.configureBlocking(false);
      SelectionKey ready = channel.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        await(selector, deadline);
        channel.write(out);
      }
      ready.interestOps(SelectionKey.OP_READ);
      UapiAnswer answer = new UapiAnswer();
      ByteBuffer in = ByteBuffer.allocate(BUFFER);
      do {
        if (!in.hasRemaining()) {
          throw new IOException("a line without end");
        }
        await(selector, deadline);
        if (channel.read(in) < 0) {
          throw new IOException("closed before its end");
        }
      } while (!taken(answer, in));
      return answer;
    }
  }

  private static boolean taken(UapiAnswer answer, ByteBuffer in) {
    boolean complete = answer.take(in.flip());
    in.compact();
    return complete;
  }

  private static void await(Selector selector, long deadline) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0 || selector.select(left) == 0) {
      throw new IOException("no answer in time");
    }
    selector.selectedKeys().clear();
  }
}
