package com.qubetics.dvpn.exchange;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WholeAnswerTest {
  @Test
  void givesUpAnAnswerThatBreaksOffInItsBody() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient http = HttpClient.newHttpClient()) {
      Thread serving =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket = server.accept()) {
                      socket
                          .getOutputStream()
                          .write(
                              "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
                                  .getBytes(StandardCharsets.US_ASCII));
                      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                    } catch (java.io.IOException e) {
                      // The client has left.
                    }
                  });
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
              .build();

      assertThatThrownBy(() -> WholeAnswer.to(request, http, Duration.ofMillis(500), 1_000))
          .isInstanceOf(HttpTimeoutException.class);

      // On a busy machine the limit may end before the connection is there.
      server.close();
      serving.join();
    }
  }
}
