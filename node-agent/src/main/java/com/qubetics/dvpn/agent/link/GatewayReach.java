package com.qubetics.dvpn.agent.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/// Whether the gateway can be reached, asked with a bare TCP connection.
///
/// How it works, and why. A poll waits up to 25 s for its answer. Where packets are lost for a
/// while, even in one direction only, its connection learns of the healing when TCP next resends,
/// after up to as long as the loss lasted; a session revoked meanwhile would go on. So the way is
/// looked at beside the polls, and when it is open again after it was closed, the connections of
/// before are given up. One thread's.
final class GatewayReach {
  private static final Duration WHILE_OPEN = Duration.ofSeconds(3);
  private static final Duration WHILE_CLOSED = Duration.ofMillis(500);
  private static final int CONNECT_MILLIS = 1_000;
  private static final int HTTPS = 443;

  private final String host;
  private final int port;
  private final Runnable onReturn;
  private boolean closed;

  /// @param onReturn is run when the way is open again
  GatewayReach(URI gateway, Runnable onReturn) {
    this.host = gateway.getHost();
    this.port = gateway.getPort() < 0 ? HTTPS : gateway.getPort();
    this.onReturn = onReturn;
  }

  /// @return how long until the next look
  Duration look() {
    boolean open = isOpen();
    if (open && closed) {
      onReturn.run();
    }
    closed = !open;
    return closed ? WHILE_CLOSED : WHILE_OPEN;
  }

  private boolean isOpen() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
