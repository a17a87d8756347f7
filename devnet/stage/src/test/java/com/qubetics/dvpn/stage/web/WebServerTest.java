package com.qubetics.dvpn.stage.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebServerTest {

  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50_000_000);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void streamsAsManyBytesAsAskedAndNamesTheCaller() throws Exception {
    HttpResponse<byte[]> answer = get("/bytes/300001");
    assertThat(answer.body()).hasSize(300_001);
    assertThat(answer.headers().firstValue("X-Remote-Address")).contains("127.0.0.1");
  }

  @Test
  void slowsDownToTheAskedRate() throws Exception {
    long start = System.nanoTime();
    get("/bytes/400000?rate=1000000");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
  }

  @Test
  void refusesWhatIsNoNumber() throws Exception {
    assertThat(get("/bytes/many").statusCode()).isEqualTo(400);
  }

  @Test
  void saysWhoAsks() throws Exception {
    assertThat(new String(get("/ip").body())).isEqualTo("127.0.0.1\n");
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
