package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.dns.Message;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;

/// The client's side of names: real DNS packets through its tunnel.
final class Resolving {
  private static final int TRIES = 4;
  private static final int UDP_MILLIS = 2500;
  private static final int TCP_MILLIS = 10_000;

  private final AgentHost host;

  Resolving(AgentHost host) {
    this.host = host;
  }

  /// By UDP, tried again as stubs do.
  ///
  /// @return empty if no answer came
  Optional<byte[]> byUdp(String resolver, String name, int type) throws Exception {
    return host.namespaces.in(
        AgentHost.CLIENT,
        () -> {
          for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<byte[]> answer = once(resolver, Message.query(attempt, name, type, 4096));
            if (answer.isPresent()) {
              return answer;
            }
          }
          return Optional.empty();
        });
  }

  private static Optional<byte[]> once(String resolver, byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(resolver, 53));
      socket.setSoTimeout(UDP_MILLIS);
      socket.send(new DatagramPacket(query, query.length));
      DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);
      return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  byte[] byTcp(String resolver, String name, int type) throws Exception {
    return host.namespaces.in(
        AgentHost.CLIENT,
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(resolver, 53), TCP_MILLIS);
            socket.setSoTimeout(TCP_MILLIS);
            byte[] query = Message.query(1, name, type, 4096);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
          }
        });
  }
}
