package com.qubetics.dvpn.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// TCP ports of the loopback interface.
public final class Ports {

  private Ports() {}

  /// A port that was free a moment ago. Another process may take it before its user does.
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EngineException("no free TCP port on the loopback interface", e);
    }
  }
}
