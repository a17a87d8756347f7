package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other sites: those that are listed, and those that would like to be.
class ForeignOriginsIT {
  private static final String LISTED = "https://app.example.org";

  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway = TestGateway.with(Map.of("DVPN_ORIGINS", LISTED + ",https://other.example.net:8443"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void answersAskingBeforehandItselfOnEveryCall() {
    for (Route route : RouteTable.routes()) {
      Answer answer = preflight(gateway, Calls.target(route), LISTED, route.method().name());

      assertThat(answer.status()).as(route.toString()).isEqualTo(200);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
      assertThat(answer.header("Access-Control-Allow-Methods")).contains(route.method().name());
      assertThat(answer.header("Access-Control-Allow-Headers"))
          .containsIgnoringCase("Authorization")
          .containsIgnoringCase("Idempotency-Key");
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
      assertThat(answer.raw().headers().allValues("Vary")).contains("Origin");
      assertThat(answer.raw().body()).isEmpty();
    }
  }

  @Test
  void letsAListedPageReadAnswersAndRefusals() {
    for (String target : new String[] {"/api/v1/network", "/api/v1/nodes", "/api/v1/allowance"}) {
      Answer answer = gateway.get(target, "Origin", LISTED);
      assertThat(answer.status()).isIn(200, 401);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
      assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag", "Retry-After");
    }
    assertThat(gateway.get("/api/v1//nodes", "Origin", LISTED))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(400))
        .extracting(answer -> answer.header("Access-Control-Allow-Origin"))
        .isEqualTo(LISTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "https://app.example.org.evil.example",
        "https://evil-app.example.org",
        "https://evilapp.example.org",
        "https://sub.app.example.org",
        "https://example.org",
        "https://app.example.org:8443",
        "https://app.example.org:443",
        "http://app.example.org",
        "https://app.example.org@evil.example",
        "https://app.example.org.",
        "https://app.examp1e.org",
        "https://app.example.org%00.evil.example",
        "https://app.example.org,https://evil.example",
        "https://other.example.net",
        "https://other.example.net:8444",
        "app.example.org",
        "*",
        "file://",
        "https://[::1",
        "://",
        "chrome-extension://abcdefghijklmnop",
      })
  void refusesEveryOtherOriginOnEveryCall(String origin) {
    for (Route route : RouteTable.routes()) {
      String target = Calls.target(route);
      assertRefused(preflight(gateway, target, origin, route.method().name()));
      assertRefused(gateway.send(route.method().name(), target, "", "Origin", origin));
    }
  }

  @Test
  void refusesMethodsAndHeadersThatNoCallHas() {
    assertRefused(preflight(gateway, "/api/v1/nodes", LISTED, "PATCH"));
    assertRefused(
        gateway.send(
            "OPTIONS",
            "/api/v1/nodes",
            "",
            "Origin",
            LISTED,
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "x-dvpn-account"));
  }

  @Test
  void listsNobodyUnlessToldTo() {
    TestGateway closed = TestGateway.shared();

    assertRefused(preflight(closed, "/api/v1/network", LISTED, "GET"));
    assertRefused(closed.get("/api/v1/network", "Origin", LISTED));
    assertThat(closed.get("/api/v1/network").status()).isEqualTo(200);
  }

  @Test
  void doesNotTakeItsOwnPageForAnother() throws IOException {
    String own = "http://127.0.0.1:" + gateway.port();
    Answer answer = gateway.send("POST", "/api/v1/login/nonces", "", "Origin", own);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    // An origin for each host that a request might name would be one for any.
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              """
              GET /api/v1/network HTTP/1.1\r
              Host: 127.0.0.1\r
              Origin: https://evil.example\r
              X-Forwarded-Host: evil.example\r
              X-Forwarded-Proto: https\r
              Connection: close\r
              \r
              """
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 403");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "https://*.example.org",
        "https://app.example.org/",
        "https://app.example.org/path",
        "HTTPS://app.example.org",
        "https://App.example.org",
        "ftp://app.example.org",
        "https://user@app.example.org",
        "app.example.org",
        "https://",
      })
  void startsWithNoListThatABrowserCouldNotMean(String origin) {
    assertThatThrownBy(() -> TestGateway.with(Map.of("DVPN_ORIGINS", origin)))
        .rootCause()
        .hasMessageContaining("DVPN_ORIGINS");
  }

  private static Answer preflight(
      TestGateway gateway, String target, String origin, String method) {
    return gateway.send(
        "OPTIONS",
        target,
        "",
        "Origin",
        origin,
        "Access-Control-Request-Method",
        method,
        "Access-Control-Request-Headers",
        "authorization,content-type,idempotency-key");
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("ORIGIN_NOT_ALLOWED");
    assertThat(answer.raw().headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
  }
}
