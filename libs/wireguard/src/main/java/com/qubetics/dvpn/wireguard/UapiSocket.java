package com.qubetics.dvpn.wireguard;

import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The peers through the socket of a wireguard-go process: no process per call, so that a busy
/// session can be looked at ten times a second on a small host. The connection stays open between
/// calls; calls come from one thread at a time.
final class UapiSocket implements PeerAccess, AutoCloseable {
  /// Changes per request, so that each ends well within the time limit.
  private static final int BATCH = 1_000;

  private static final byte[] GET = "get=1\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Path path;
  private @Nullable UapiConnection open;

  UapiSocket(InterfaceName name) {
    this.path = Path.of("/var/run/wireguard", name + ".sock");
  }

  boolean isThere() {
    return Files.exists(path);
  }

  @Override
  public synchronized void apply(List<PeerChange> changes) throws ToolException {
    for (int from = 0; from < changes.size(); from += BATCH) {
      ask(request(changes.subList(from, Math.min(from + BATCH, changes.size()))));
    }
  }

  private static byte[] request(List<PeerChange> changes) {
    StringBuilder request = new StringBuilder("set=1\n");
    for (PeerChange change : changes) {
      request.append("public_key=").append(hex(change.key())).append('\n');
      switch (change) {
        case PeerChange.Put put -> {
          request.append("replace_allowed_ips=true\n");
          put.networks()
              .forEach(network -> request.append("allowed_ip=").append(network).append('\n'));
        }
        case PeerChange.Remove remove -> request.append("remove=true\n");
      }
    }
    return request.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public synchronized List<PeerState> peers() throws ToolException {
    return ask(GET).peers();
  }

  private static String hex(TunnelKey key) {
    return HexFormat.of().formatHex(key.value().bytes());
  }

  private UapiAnswer ask(byte[] request) throws ToolException {
    UapiAnswer answer;
    try {
      answer = exchange(request);
    } catch (IOException | IllegalArgumentException e) {
      disconnect();
      throw new ToolException("wireguard-go: no answer on its socket", e);
    }
    if (answer.errno() != 0) {
      throw new ToolException("wireguard-go: errno " + answer.errno());
    }
    return answer;
  }

  /// A connection that was left open may have lost its process meanwhile: the request, which may be
  /// made twice, goes over a new one then.
  private UapiAnswer exchange(byte[] request) throws IOException {
    UapiConnection kept = open;
    if (kept != null) {
      try {
        return kept.exchange(request);
      } catch (UapiConnection.Closed e) {
        disconnect();
      }
    }
    UapiConnection fresh = new UapiConnection(path);
    open = fresh;
    return fresh.exchange(request);
  }

  @Override
  public synchronized void close() {
    disconnect();
  }

  private void disconnect() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
