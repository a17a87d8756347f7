package com.qubetics.dvpn.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.http.caller.RequestLine;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

class InnerDoorTest {
  private static final String SERVICE = "echo-service";
  private static final TestIssuers ISSUERS = TestIssuers.SHARED;
  private static final Subject NOBODY = new Subject.Nobody();

  private static ConfigurableApplicationContext service;
  private static int port;

  @Configuration
  @EnableAutoConfiguration
  @Import(Echo.class)
  static class Service {}

  @RestController
  static class Echo {
    @GetMapping("/api/v1/me")
    String me(@FromGateway Account account, @RequestParam(required = false) @Nullable String a) {
      return account.toString();
    }

    @GetMapping("/api/v1/node")
    String node(@FromGateway NodeId node) {
      return node.toString();
    }

    @PostMapping("/api/v1/measured")
    String measured(@FromGateway InetAddress address) {
      return address.getHostAddress();
    }

    @GetMapping("/api/v1/later")
    Callable<String> later(@FromGateway Account account) {
      return account::toString;
    }

    @GetMapping("/api/v1/accounts/{account}")
    String of(@PathVariable Account account) {
      return account.toString();
    }

    @GetMapping("/api/v1/files/{name}")
    @FromService("rewards-service")
    String file(@PathVariable String name) {
      return name;
    }

    @GetMapping("/api/v1/refused")
    String refused() {
      throw new Refusal(ProblemCode.NO_ALLOWANCE, "Buy a pass.");
    }

    @GetMapping("/api/v1/broken")
    String broken() {
      throw new IllegalStateException("secret detail");
    }

    @GetMapping("/api/v1/page")
    void page(HttpServletResponse response) throws IOException {
      response.sendError(409);
    }
  }

  @BeforeAll
  static void start() {
    service =
        SpringApplication.run(
            Service.class,
            "--server.port=0",
            "--spring.application.name=" + SERVICE,
            "--dvpn.door.issuers=" + ISSUERS.folder());
    port = ((WebServerApplicationContext) service).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static RawHttp.Answer ask(String method, String target, String authorization) {
    try (RawHttp http = new RawHttp(port)) {
      return http.ask(method, target, "Authorization: " + authorization + "\r\n");
    }
  }

  private static RawHttp.Answer get(String target, Subject subject) {
    return ask("GET", target, ISSUERS.gateway(SERVICE, subject, "GET", target));
  }

  @Test
  void opensToNoSpellingOfAnyPathWithoutARightToken() {
    assertThat(new DoorKnocks(SERVICE, port, service).openings()).isEmpty();
  }

  @Test
  void opensEveryPathToTheGateway() {
    assertThat(new DoorKnocks(SERVICE, port, service).closedToTheGateway()).isEmpty();
  }

  @Test
  void tagsEveryReadAndAnswersItsHead() {
    assertThat(new DoorKnocks(SERVICE, port, service).untaggedReads()).isEmpty();
  }

  @Test
  void opensToAServiceWhatSaysSo() {
    DoorKnocks door = new DoorKnocks(SERVICE, port, service);
    assertThat(door.openTo("rewards-service")).containsExactly("GET /api/v1/files/{name}");
  }

  @ParameterizedTest
  @CsvSource({"GET,/api/v1/me", "OPTIONS,/api/v1/files/x", "GET,/none", "GET,/error"})
  void refusesAServiceAllThatIsNotOpenedToIt(String method, String target) {
    Subject rewards = new Subject.Service("rewards-service");
    String token =
        ISSUERS
            .signer("rewards-service", Clock.systemUTC())
            .authorization(SERVICE, rewards, null, new RequestLine(method, target));
    RawHttp.Answer answer = ask(method, target, token);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("NOT_FOR_THIS_SERVICE");
  }

  /// The door must not be what keeps such a path from its handler: the token is for it.
  @ParameterizedTest
  @CsvSource({"/%61pi/v1/me", "/api;x/v1/me", "/api/v1/me?a=%2F"})
  void admitsAnOddSpellingThatTheGatewayItselfSent(String target) {
    assertThat(get(target, TestIssuers.user(7)).status()).isEqualTo(200);
  }

  @Test
  void takesTheCallerFromTheToken() {
    assertThat(get("/api/v1/me", TestIssuers.user(7)).body()).endsWith("07");
    assertThat(get("/api/v1/node", TestIssuers.node(8)).body()).endsWith("08");
    assertThat(get("/api/v1/later", TestIssuers.user(7)).body()).endsWith("07");
    for (Subject other : List.of(NOBODY, TestIssuers.node(8))) {
      RawHttp.Answer nobody = get("/api/v1/me", other);
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(nobody.body()).contains("\"code\":\"UNAUTHENTICATED\"");
    }
    assertThat(get("/api/v1/node", TestIssuers.user(7)).status()).isEqualTo(401);
  }

  @Test
  void takesTheAddressFromTheTokenAlone() {
    String target = "/api/v1/measured";
    Subject node = TestIssuers.node(8);
    InetAddress address = InetAddress.ofLiteral("192.0.2.7");
    String told = ISSUERS.gateway(SERVICE, node, address, "POST", target);
    assertThat(ask("POST", target, told).body()).isEqualTo("192.0.2.7");
    String untold = ISSUERS.gateway(SERVICE, node, "POST", target);
    assertThat(ask("POST", target, untold + "\r\nX-Dvpn-Address: 192.0.2.7").status())
        .isEqualTo(401);
  }

  @Test
  void parsesIdsOutOfThePath() {
    String account = "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38";
    assertThat(get("/api/v1/accounts/" + account, NOBODY).status()).isEqualTo(200);
    RawHttp.Answer malformed = get("/api/v1/accounts/0x12", NOBODY);
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.body()).contains("\"code\":\"MALFORMED\"");
  }

  @Test
  void answersRefusalsAndFailuresAsProblemsWithAStableCode() {
    RawHttp.Answer refused = get("/api/v1/refused", NOBODY);
    assertThat(refused.status()).isEqualTo(402);
    assertThat(refused.isProblem()).isTrue();
    assertThat(refused.body()).contains("\"code\":\"NO_ALLOWANCE\"", "Buy a pass.");

    RawHttp.Answer broken = get("/api/v1/broken", NOBODY);
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.body()).contains("\"code\":\"INTERNAL\"").doesNotContain("secret detail");
    assertThat(get("/api/v1/none", NOBODY).body()).contains("NOT_FOUND");
  }

  @Test
  void showsErrorPagesOfAdmittedRequestsOnly() {
    assertThat(get("/api/v1/page", NOBODY).status()).isEqualTo(409);
    assertThat(ask("GET", "/api/v1/page", "DvpnCaller x").status()).isEqualTo(403);
  }
}
