package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients and agents compare their clocks with the gateway's `Date`, so each answer has one, and
/// it is the gateway's.
class AnswerDateIT {
  private static final String THEN = "Thu, 01 Jan 1970 00:00:00 GMT";

  private static ServerSocket service;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(AnswerDateIT::serve);
    gateway =
        TestGateway.with(
            Map.of(
                "dvpn.upstream.rewards",
                "http://127.0.0.1:" + service.getLocalPort(),
                "dvpn.limit.account.per-second",
                "1",
                "dvpn.limit.account.burst",
                "1"));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    service.close();
  }

  /// A service whose clock stands in 1970.
  private static void serve() {
    while (!service.isClosed()) {
      try (Socket socket = service.accept()) {
        InputStream in = socket.getInputStream();
        byte[] request = new byte[8192];
        int read = in.read(request);
        String status = new String(request, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        String code = status.contains("/epochs/404") ? "404 Not Found" : "200 OK";
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 %s\r\nDate: %s\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 2\r\nConnection: close\r\n\r\n{}")
                    .formatted(code, THEN)
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The next one, unless the test is over.
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} is answered with {2}")
  @CsvSource({
    "GET,  /api/v1/network,              200",
    "GET,  /openapi.json,                200",
    "GET,  /register.html,               200",
    "GET,  /actuator/health,             200",
    "GET,  /api/v1/nodes,                200",
    "GET,  /api/v1/epochs/3,             200",
    "GET,  /api/v1/epochs/404,           404",
    "GET,  /api/v1/slots/404,            404",
    "GET,  /api/v1//nodes,               400",
    "POST, /api/v1/login,                400",
    "GET,  /api/v1/allowance,            401",
    "GET,  /api/v1/nowhere,              404",
    "PUT,  /api/v1/nodes,                405",
    "GET,  /api/v1/slots/999,            504",
  })
  void datesEachAnswerByItsOwnClock(String method, String path, int status) {
    assertDated(gateway.send(method, path, "GET".equals(method) ? "" : "{"), status);
  }

  @Test
  void datesWhatItsLimitsRefuse() {
    PrivateKey wallet = PrivateKey.random(new SecureRandom());
    String[] token = gateway.token(wallet, PrivateKey.random(new SecureRandom()));
    gateway.get("/api/v1/allowance", token);

    assertDated(gateway.get("/api/v1/allowance", token), 429);
    assertDated(gateway.get("/api/v1/agent/peers", token), 429);
    assertDated(gateway.send("POST", "/api/v1/login", "{" + " ".repeat(300_000) + "}"), 413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONSENSE\r\n\r\n", "GET /{ HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"})
  void datesWhatIsNotEvenHttp(String sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 400")
          .containsPattern("(?i)\r\nDate: [A-Z]");
    }
  }

  private static void assertDated(TestGateway.Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    List<String> dates = answer.raw().headers().allValues("Date");
    assertThat(dates).hasSize(1);
    Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(dates.getFirst(), Instant::from);
    assertThat(Duration.between(date, Instant.now()).abs()).isLessThan(Duration.ofSeconds(10));
  }
}
