package com.qubetics.dvpn.agent.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;

/// Clients that ask by TCP, since an answer was too long for UDP: few connections at a time, each
/// with few questions, and closed when it says nothing.
final class TcpClients implements Runnable, AutoCloseable {
  private static final int MOST = 128;
  private static final int MOST_FOR_ONE = 8;
  private static final int QUESTIONS = 100;
  private static final int IDLE_MILLIS = 5000;
  private static final int WAITING = 64;

  private final ServerSocket socket;
  private final InFlight connections = new InFlight(MOST, MOST_FOR_ONE);
  private final Answering answering;

  TcpClients(InetSocketAddress at, Answering answering) throws IOException {
    this.answering = answering;
    this.socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(at, WAITING);
  }

  /// Runs until closed.
  @Override
  public void run() {
    while (!socket.isClosed()) {
      try {
        take(socket.accept());
      } catch (IOException e) {
        // Closed, or a client that went away first.
      }
    }
  }

  private void take(Socket client) throws IOException {
    InetAddress address = client.getInetAddress();
    if (!connections.enter(address)) {
      client.close();
      return;
    }
    Thread.ofVirtual()
        .name("dns-tcp")
        .start(
            () -> {
              try (client) {
                client.setSoTimeout(IDLE_MILLIS);
                serve(client, address);
              } catch (IOException e) {
                // The client went away, or said nothing.
              } finally {
                connections.leave(address);
              }
            });
  }

  private void serve(Socket client, InetAddress address) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    for (int question = 0; question < QUESTIONS; question++) {
      int length = in.readUnsignedShort();
      if (length > Query.MOST_BYTES) {
        return;
      }
      byte[] message = new byte[length];
      in.readFully(message);
      Optional<byte[]> answer =
          answering.admits(address) ? answering.answer(message) : Optional.empty();
      Arrays.fill(message, (byte) 0);
      if (answer.isEmpty()) {
        return;
      }
      client.getOutputStream().write(TcpQuestion.framed(answer.get()));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
