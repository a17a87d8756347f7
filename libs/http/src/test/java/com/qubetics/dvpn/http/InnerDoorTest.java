package com.qubetics.dvpn.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Account;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

class InnerDoorTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String ACCOUNT = "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38";

  @TempDir static Path folder;
  private static ConfigurableApplicationContext service;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Configuration
  @EnableAutoConfiguration
  @Import(Echo.class)
  static class Service {}

  @RestController
  static class Echo {
    @GetMapping("/api/v1/me")
    String me(@FromGateway Account account) {
      return account.toString();
    }

    @GetMapping("/api/v1/accounts/{account}")
    String of(@PathVariable Account account) {
      return account.toString();
    }

    @GetMapping("/api/v1/refused")
    String refused() {
      throw new Refusal(HttpStatus.CONFLICT, "NO_ALLOWANCE", "Buy a pass.");
    }

    @GetMapping("/api/v1/broken")
    String broken() {
      throw new IllegalStateException("secret detail");
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    service =
        SpringApplication.run(
            Service.class, "--server.port=0", "--dvpn.internal-secret-file=" + secret);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    int port = ((WebServerApplicationContext) service).getWebServer().getPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void refusesWhoeverDoesNotShareTheSecret() throws Exception {
    assertThat(get("/api/v1/me", "X-Dvpn-Account", ACCOUNT).statusCode()).isEqualTo(403);
    assertThat(get("/api/v1/me", "X-Dvpn-Internal", SECRET + "x").body())
        .contains("NOT_THE_GATEWAY");
  }

  @Test
  void takesTheCallerFromTheGatewaysHeader() throws Exception {
    HttpResponse<String> answer =
        get("/api/v1/me", "X-Dvpn-Internal", SECRET, "X-Dvpn-Account", ACCOUNT);
    assertThat(answer.body()).isEqualToIgnoringCase(ACCOUNT);
    HttpResponse<String> nobody = get("/api/v1/me", "X-Dvpn-Internal", SECRET);
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.body()).contains("\"code\":\"UNAUTHENTICATED\"");
  }

  @Test
  void parsesIdsOutOfThePath() throws Exception {
    assertThat(get("/api/v1/accounts/" + ACCOUNT, "X-Dvpn-Internal", SECRET).statusCode())
        .isEqualTo(200);
    HttpResponse<String> malformed = get("/api/v1/accounts/0x12", "X-Dvpn-Internal", SECRET);
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("\"code\":\"MALFORMED\"");
  }

  @Test
  void answersRefusalsAndFailuresAsProblemsWithAStableCode() throws Exception {
    HttpResponse<String> refused = get("/api/v1/refused", "X-Dvpn-Internal", SECRET);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(refused.body()).contains("\"code\":\"NO_ALLOWANCE\"", "Buy a pass.");

    HttpResponse<String> broken = get("/api/v1/broken", "X-Dvpn-Internal", SECRET);
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).contains("\"code\":\"INTERNAL\"").doesNotContain("secret detail");
    assertThat(get("/api/v1/none", "X-Dvpn-Internal", SECRET).body()).contains("NOT_FOUND");
  }
}
