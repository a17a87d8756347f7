package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One address against a gateway of small bounds, and another that is served all the while.
class FloodIT {
  private static final String ATTACKER = "127.0.0.66";
  private static final String HONEST = "127.0.0.7";
  private static final String SLOW_CALL = "GET /api/v1/slots/999 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String CALL = "GET /api/v1/nodes HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST =
      "POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          + "Content-Length: 200000\r\n\r\n";
  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private static TestGateway gateway;

  private final List<Wire> wires = new ArrayList<>();

  @BeforeAll
  static void start() {
    gateway =
        TestGateway.with(
            Map.ofEntries(
                Map.entry("dvpn.admission.connections", "60"),
                Map.entry("dvpn.admission.requests", "16"),
                Map.entry("dvpn.admission.bytes", "600KB"),
                Map.entry("dvpn.admission.address-percent", "25"),
                Map.entry("dvpn.admission.openings", "1000"),
                Map.entry("dvpn.admission.head-time", "1s"),
                Map.entry("dvpn.admission.body-time", "1s"),
                Map.entry("server.tomcat.connection-timeout", "2s"),
                Map.entry("DVPN_UPSTREAM_TIMEOUT", "3s"),
                Map.entry("dvpn.limit.signed.per-second", "1"),
                Map.entry("dvpn.limit.signed.burst", "60"),
                Map.entry("dvpn.limit.failure-cost", "10")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void hangUp() {
    assertThat(open(HONEST).ask(CALL)).startsWith("HTTP/1.1 200");
    wires.forEach(Wire::close);
    until(() -> gauge("dvpn_gateway_connections") == 0);
    until(() -> gauge("dvpn_gateway_requests") == 0);
    assertThat(gauge("dvpn_gateway_body_bytes")).isZero();
  }

  @Test
  void closesTheConnectionsOfOneAddressBeyondItsShare() {
    List<Wire> idle = many(40, () -> open(ATTACKER));
    until(() -> idle.stream().filter(Wire::isClosed).count() == 25);
    assertThat(gauge("dvpn_gateway_connections")).isEqualTo(15);

    assertThat(shed("ADDRESS_CONNECTIONS")).isGreaterThanOrEqualTo(25);
    assertThat(open(HONEST).ask(CALL)).startsWith("HTTP/1.1 200");
    idle.forEach(Wire::close);
    until(() -> open(ATTACKER).ask(CALL).startsWith("HTTP/1.1 200"));
  }

  @Test
  void refusesWhatOneAddressBeginsBeyondItsShare() {
    List<CompletableFuture<String>> answers = askAll(many(10, () -> open(ATTACKER)), SLOW_CALL);
    until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 6);

    List<String> refused =
        answers.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join).toList();
    assertThat(refused)
        .hasSize(6)
        .allMatch(
            answer ->
                answer.startsWith("HTTP/1.1 429")
                    && answer.contains("\"TOO_MANY_AT_ONCE\"")
                    && answer.contains("Retry-After: 1\r\n")
                    && answer.contains("Connection: close"));
    assertThat(open(HONEST).ask(CALL)).startsWith("HTTP/1.1 200");
  }

  @Test
  void saysThatItIsFullAndNotSick() {
    List<Wire> all = new ArrayList<>();
    for (int address = 100; address < 104; address++) {
      String from = "127.0.0." + address;
      all.addAll(many(4, () -> open(from)));
    }
    askAll(all, SLOW_CALL);
    until(() -> gauge("dvpn_gateway_requests") == 16);

    assertThat(open(HONEST).ask(CALL))
        .startsWith("HTTP/1.1 503")
        .contains("\"OVERLOADED\"", "Retry-After: 1\r\n");
    assertThat(open(HONEST).ask("GET /actuator/health HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("\"status\":\"UP\"", "\"shedding\":true");
    all.forEach(Wire::close);
    until(() -> gauge("dvpn_gateway_requests") == 0);
  }

  @Test
  void holdsNoMoreBodiesThanItsBoundAndEndsThoseThatStall() {
    List<Wire> stalled = many(8, () -> open(ATTACKER));
    List<CompletableFuture<String>> answers = askAll(stalled, POST + "{".repeat(1_000));
    until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 7);
    assertThat(gauge("dvpn_gateway_body_bytes")).isEqualTo(200_000);
    assertThat(open(HONEST).ask(CALL)).startsWith("HTTP/1.1 200");

    List<String> ended = answers.stream().map(CompletableFuture::join).toList();
    assertThat(ended).filteredOn(answer -> answer.contains("\"TOO_MANY_AT_ONCE\"")).hasSize(7);
    assertThat(ended).filteredOn(answer -> answer.contains("\"BODY_TOO_SLOW\"")).hasSize(1);
    until(() -> stalled.stream().allMatch(Wire::isClosed));
  }

  @Test
  void endsABodyThatDrips() {
    Wire wire = open(ATTACKER);
    wire.write(POST);
    assertThat(secondsOfDripping(wire)).isBetween(0.8, 4.0);
    assertThat(shed("BODY_TIME")).isPositive();
  }

  @Test
  void endsAHeadThatDripsAlsoOnAConnectionThatWasUsed() {
    Wire fresh = open(ATTACKER);
    fresh.write("GET / HTTP/1.1\r\nX: ");
    assertThat(secondsOfDripping(fresh)).isBetween(0.8, 4.0);

    Wire used = open(ATTACKER);
    assertThat(used.ask(CALL)).startsWith("HTTP/1.1 200");
    used.write("GET / HTTP/1.1\r\nX: ");
    assertThat(secondsOfDripping(used)).isBetween(0.8, 4.0);
    assertThat(shed("HEAD_TIME")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void makesWrongTokensCostMoreThanRequests() {
    assertThat(admitted("127.0.0.70", "Authorization: Bearer made.up.token\r\n")).isBetween(5, 9);
  }

  @Test
  void makesWrongSignaturesCostMoreThanRequests() {
    String signature = "0x" + "1b".repeat(65);
    String node = "0x" + "11".repeat(20);
    assertThat(
            admitted(
                "127.0.0.71",
                "Authorization: DvpnNode node=%s,at=%s,signature=%s\r\n"
                    .formatted(node, Instant.now().getEpochSecond(), signature)))
        .isBetween(5, 9);
  }

  /// The service behind says that it does not know the node.
  @Test
  void makesNodesThatAreNotRegisteredCostMoreThanRequests() {
    String target = "/api/v1/agent/peers?after=404";
    int admitted = 0;
    while (admitted < 50) {
      PrivateKey key = PrivateKey.random(new SecureRandom());
      String[] header = TestGateway.agent(key, "GET", target, "", Instant.now().getEpochSecond());
      String answer =
          open("127.0.0.72")
              .ask(
                  "GET %s HTTP/1.1\r\nHost: a\r\n%s: %s\r\n\r\n"
                      .formatted(target, header[0], header[1]));
      if (!answer.startsWith("HTTP/1.1 404")) {
        assertThat(answer).startsWith("HTTP/1.1 429").contains("\"RATE_LIMITED\"");
        break;
      }
      admitted++;
    }
    assertThat(admitted).isBetween(5, 9);
  }

  /// A body that never comes would hold who waits for it before it asks for the rate.
  @Test
  void asksForTheRateBeforeTheBody() {
    String from = "127.0.0.73";
    admitted(from, "Authorization: Bearer made.up.token\r\n");

    long start = System.nanoTime();
    String answer =
        open(from).ask(POST.replace("\r\n\r\n", "\r\nAuthorization: Bearer other\r\n\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 429").contains("\"RATE_LIMITED\"");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
  }

  @Test
  void namesNoClientInItsFigures() {
    assertThat(gateway.bean(MeterRegistry.class).getMeters())
        .filteredOn(meter -> meter.getId().getName().startsWith("dvpn_gateway_"))
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getKey)
        .containsOnly("reason", "caller", "upstream");
  }

  /// How many are answered with 401 before the rate stops them.
  private int admitted(String from, String header) {
    int admitted = 0;
    while (admitted < 50) {
      String answer =
          open(from).ask("GET /api/v1/allowance HTTP/1.1\r\nHost: a\r\n" + header + "\r\n");
      if (!answer.startsWith("HTTP/1.1 401")) {
        assertThat(answer).startsWith("HTTP/1.1 429").contains("\"RATE_LIMITED\"");
        break;
      }
      admitted++;
    }
    return admitted;
  }

  private static double secondsOfDripping(Wire wire) {
    long start = System.nanoTime();
    until(
        () -> {
          wire.drip();
          return wire.isClosed();
        });
    return (System.nanoTime() - start) / 1e9;
  }

  private static List<CompletableFuture<String>> askAll(List<Wire> wires, String request) {
    return wires.stream()
        .map(wire -> CompletableFuture.supplyAsync(() -> wire.ask(request), THREADS))
        .toList();
  }

  private static double gauge(String name) {
    return gateway.bean(MeterRegistry.class).get(name).gauge().value();
  }

  private static double shed(String reason) {
    return gateway
        .bean(MeterRegistry.class)
        .get("dvpn_gateway_shed")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private static List<Wire> many(int count, java.util.function.Supplier<Wire> wire) {
    List<Wire> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(wire.get());
    }
    return all;
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Wire open(String from) {
    Wire wire = new Wire(from);
    wires.add(wire);
    return wire;
  }

  /// A connection from an address of choice.
  private static final class Wire {
    private final Socket socket;

    Wire(String from) {
      try {
        this.socket =
            new Socket(
                InetAddress.ofLiteral("127.0.0.1"), gateway.port(), InetAddress.ofLiteral(from), 0);
        socket.setSoTimeout(20_000);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    void write(String text) {
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It was closed: what comes back says so.
      }
    }

    void drip() {
      write("x");
    }

    /// The answer's head and what of its body came along; empty if the connection was closed.
    String ask(String request) {
      write(request);
      StringBuilder answer = new StringBuilder();
      byte[] part = new byte[4096];
      try {
        while (answer.indexOf("\r\n\r\n") < 0 || !answer.toString().endsWith("}")) {
          int length = socket.getInputStream().read(part);
          if (length < 0) {
            break;
          }
          answer.append(new String(part, 0, length, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // What came before is the answer.
      }
      return answer.toString();
    }

    boolean isClosed() {
      try {
        socket.setSoTimeout(1);
        byte[] part = new byte[4096];
        while (socket.getInputStream().read(part) >= 0) {
          // An answer to what was written before.
        }
        return true;
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
