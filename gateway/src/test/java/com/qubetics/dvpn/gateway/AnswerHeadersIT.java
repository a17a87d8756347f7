package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpMethod;

/// Headers, tags and HEAD, over all that can be called.
class AnswerHeadersIT {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Map<String, String> EXPECTED =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin");

  private static TestGateway gateway;
  private static Calls calls;

  @BeforeAll
  static void start() {
    Map<String, String> settings = new TreeMap<>();
    for (String caller : List.of("account", "node")) {
      settings.put("dvpn.limit." + caller + ".per-second", "1000");
      settings.put("dvpn.limit." + caller + ".burst", "1000");
    }
    settings.put("dvpn.limit.measurement.burst", "1000");
    gateway = TestGateway.with(settings);
    SecureRandom random = new SecureRandom();
    calls =
        new Calls(
            gateway,
            PrivateKey.random(random),
            PrivateKey.random(random),
            PrivateKey.random(random));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void putsTheHeadersOnEveryAnswerToEveryCallByEveryMethod() {
    for (Route route : RouteTable.routes()) {
      for (String method : METHODS) {
        assertBears(calls.ask(route, method, ""), method + " " + route.path());
        assertBears(gateway.send(method, Calls.target(route), ""), method + " " + route.path());
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} is answered with {2}")
  @CsvSource({
    "GET,  /api/v1/nowhere,      404",
    "GET,  /,                    404",
    "GET,  /error,               404",
    "GET,  /api/v1//nodes,       400",
    "GET,  /api/v1/nodes/..%2Fx, 400",
    "GET,  /api/v1/nodes;a=b,    400",
    "PUT,  /api/v1/nodes,        405",
    "POST, /api/v1/login,        400",
    "GET,  /api/v1/slots/404,    404",
    "GET,  /api/v1/epochs/3,     502",
    "GET,  /api/v1/slots/999,    504",
    "GET,  /api/v1/allowance,    401",
    "TRACE, /api/v1/nodes,       405",
  })
  void putsThemOnRefusalsAndFailures(String method, String target, int status) {
    Answer answer = gateway.send(method, target, "POST".equals(method) ? "{" : "");

    assertThat(answer.status()).isEqualTo(status);
    assertBears(answer, target);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void putsThemOnWhatIsTooLargeOrTooEarlyOrByABadToken() {
    assertBears(gateway.send("POST", "/api/v1/login", " ".repeat(300_000)), "413");
    assertBears(gateway.send("POST", "/api/v1/login", "a", "Content-Type", "text/plain"), "415");
    assertBears(gateway.get("/api/v1/nodes", "Authorization", "Bearer x"), "bearer");
    assertBears(gateway.get("/api/v1/nodes", "Authorization", "DvpnNode x"), "node");
    gateway.changeReadiness(ReadinessState.REFUSING_TRAFFIC);
    try {
      assertBears(gateway.get("/api/v1/nodes"), "503");
    } finally {
      gateway.changeReadiness(ReadinessState.ACCEPTING_TRAFFIC);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE\r\n\r\n",
        "GET /{ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
      })
  void putsThemOnTheAnswerToWhatIsNotEvenHttp(String sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 ")
          .contains("Content-Type: application/problem+json")
          .contains("Content-Security-Policy: default-src 'none'")
          .contains("Cache-Control: no-store")
          .doesNotContain("<html");
      EXPECTED.forEach((name, value) -> assertThat(answer).contains(name + ": " + value));
    }
  }

  @Test
  void letsNobodyKeepWhatACallerWasTold() {
    for (Route route : RouteTable.routes()) {
      Answer answer = calls.ask(route, route.method().name(), "");
      boolean forAll =
          answer.status() == 200
              && route.who() == Route.Who.ALL
              && route.method().equals(HttpMethod.GET);
      assertThat(answer.header("Cache-Control"))
          .as(route.toString())
          .isEqualTo(forAll ? "no-cache" : "no-store");
    }
    assertThat(gateway.get("/api/v1/network", gateway.token(wallet(), wallet())))
        .extracting(answer -> answer.header("Cache-Control"))
        .isEqualTo("no-store");
  }

  @Test
  void letsThePageRunItsOwnScriptAndStyleOnly() throws Exception {
    Answer page = gateway.get("/register.html");
    Matcher style =
        Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(page.raw().body());
    assertThat(style.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(style.group(1).getBytes(StandardCharsets.UTF_8));

    assertThat(page.header("Content-Security-Policy"))
        .contains("style-src 'sha256-%s'".formatted(Base64.getEncoder().encodeToString(digest)))
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.raw().body()).doesNotContain(" style=").doesNotContain(" onclick=");
    assertThat(gateway.get("/openapi.json").header("Content-Security-Policy"))
        .doesNotContain("script-src");
  }

  @Test
  void answersHeadWithWhatGetSaysAndNoBodyOnEveryRead() throws Exception {
    List<String> read = new ArrayList<>();
    for (Route route : RouteTable.routes()) {
      if (!route.method().equals(HttpMethod.GET)) {
        continue;
      }
      Answer get = calls.ask(route, "GET", "");
      Answer head = calls.ask(route, "HEAD", "");
      assertThat(head.status()).as(route.toString()).isEqualTo(get.status());
      assertThat(head.raw().body()).as(route.toString()).isEmpty();
      assertThat(described(head)).as(route.toString()).isEqualTo(described(get));
      read.add(route.toString());
    }
    assertThat(read).hasSizeGreaterThan(20);
  }

  @Test
  void tagsEveryReadAndSaysWhenItIsStillTheSame() {
    for (Route route : RouteTable.routes()) {
      boolean down = route.upstream() == Route.Upstream.REWARDS;
      if (!route.method().equals(HttpMethod.GET) || down || untagged(route)) {
        continue;
      }
      String tag = calls.ask(route, "GET", "").header("ETag");
      assertThat(tag).as(route.toString()).matches("\"[!-~]+\"");

      for (String method : List.of("GET", "HEAD")) {
        Answer same = calls.ask(route, method, "", "If-None-Match", tag);
        assertThat(same.status()).as(route.toString()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo(tag);
        assertThat(same.header("Cache-Control")).isNotEmpty();
        assertThat(same.raw().body()).isEmpty();
        assertBears(same, route.toString());
      }
      assertThat(calls.ask(route, "GET", "", "If-None-Match", "\"other\"").status())
          .as(route.toString())
          .isEqualTo(200);
    }
  }

  @Test
  void takesTagsAsTheStandardSays() {
    String tag = gateway.get("/api/v1/network").header("ETag");

    for (String given : List.of("W/" + tag, "\"a\", " + tag, "W/\"a\",\"b\" , " + tag)) {
      assertThat(gateway.get("/api/v1/network", "If-None-Match", given).status())
          .as(given)
          .isEqualTo(304);
    }
    assertThat(gateway.get("/api/v1/nowhere", "If-None-Match", "*").status()).isEqualTo(404);
    Answer whole = gateway.get("/register.js", "Range", "bytes=0-9");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("ETag")).isEqualTo(gateway.get("/register.js").header("ETag"));
  }

  /// Random bytes of any length, each time others.
  private static boolean untagged(Route route) {
    return route.path().getPatternString().equals("/api/v1/agent/bandwidth");
  }

  private static PrivateKey wallet() {
    return PrivateKey.random(new SecureRandom());
  }

  /// What an answer says of its content; not its time, nor how much may be asked yet.
  private static Map<String, List<String>> described(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(answer.raw().headers().map());
    for (String name :
        List.of("Date", "RateLimit", "Connection", "Keep-Alive", "Transfer-Encoding")) {
      headers.remove(name);
    }
    return headers;
  }

  private static void assertBears(Answer answer, String what) {
    EXPECTED.forEach(
        (name, value) ->
            assertThat(answer.raw().headers().allValues(name))
                .as(name + " of " + what + ", " + answer.status())
                .containsExactly(value));
    assertThat(answer.raw().headers().allValues("Content-Security-Policy"))
        .as(what)
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors");
    assertThat(answer.raw().headers().allValues("Permissions-Policy")).as(what).hasSize(1);
    assertThat(answer.raw().headers().allValues("Cache-Control")).as(what).hasSize(1);
    assertThat(answer.raw().headers().allValues("Strict-Transport-Security")).isEmpty();
  }
}
