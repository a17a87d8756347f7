package com.qubetics.dvpn.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StrictWordsTest {
  private static final String SERVICE = "word-service";

  private static ConfigurableApplicationContext service;
  private static int port;

  @Configuration
  @EnableAutoConfiguration
  @Import(Words.class)
  static class Service {}

  @RestController
  static class Words {
    enum Kind {
      ONE,
      TWO
    }

    record Item(Account account, ByteCount bytes, boolean paid, List<String> marks) {}

    record Body(
        long number, int port, double share, Kind kind, List<Item> items, @Nullable String note) {
      Body {
        if (port < 1) {
          throw new Malformed("port", "%s (expected: 1 or more)".formatted(port));
        }
      }
    }

    @PostMapping("/words")
    Body take(@RequestBody Body body) {
      return body;
    }

    @GetMapping("/words")
    int page(
        @RequestParam(defaultValue = "50") int limit, @RequestParam(defaultValue = "0") long from) {
      return PageSize.of(limit, 200);
    }
  }

  @BeforeAll
  static void start() {
    service =
        SpringApplication.run(
            Service.class,
            "--server.port=0",
            "--spring.application.name=" + SERVICE,
            "--dvpn.door.issuers=" + TestIssuers.SHARED.folder());
    port = ((WebServerApplicationContext) service).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static final String VALID =
      """
      {"number":7,"port":1,"share":0.5,"kind":"ONE","items":[{"account":\
      "0x0000000000000000000000000000000000000007","bytes":5,"paid":true,"marks":["a"]}],"note":null}""";

  private static RawHttp.Answer ask(String method, String target, String body) {
    String token = TestIssuers.SHARED.gateway(SERVICE, new Subject.Nobody(), method, target);
    try (RawHttp http = new RawHttp(port)) {
      return http.ask(
          method,
          target,
          "Authorization: " + token + "\r\nContent-Type: application/json\r\n",
          body.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void takesWhatIsDeclared() {
    RawHttp.Answer answer = ask("POST", "/words", VALID);
    assertThat(answer.body()).isEqualTo(VALID);
    assertThat(ask("POST", "/words", VALID.replace(",\"note\":null", "")).status()).isEqualTo(200);
    assertThat(ask("GET", "/words?limit=200&from=-3", "").body()).isEqualTo("200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"number\":7,|``|number|missing",
        "\"number\":7|\"number\":null|number|missing",
        "\"number\":7|\"number\":1.0|number|malformed (expected: a whole number)",
        "\"number\":7|\"number\":1e2|number|malformed (expected: a whole number)",
        "\"number\":7|\"number\":\"7\"|number|malformed (expected: a whole number)",
        "\"number\":7|\"number\":9223372036854775808|number|out of range",
        "\"number\":7|\"number\":7,\"number\":7|number|given twice",
        "\"number\":7|\"number\":7,\"more\":1|more|unknown",
        "\"port\":1|\"port\":0|port|0 (expected: 1 or more)",
        "\"port\":1|\"port\":2147483648|port|out of range",
        "\"share\":0.5|\"share\":\"0.5\"|share|malformed (expected: a number)",
        "\"ONE\"|\"THREE\"|kind|malformed (expected: ONE, TWO)",
        "\"ONE\"|0|kind|malformed (expected: ONE, TWO)",
        "\"paid\":true|\"paid\":\"true\"|items[0].paid|malformed (expected: true or false)",
        "\"paid\":true|\"paid\":1|items[0].paid|malformed (expected: true or false)",
        "\"bytes\":5|\"bytes\":-5|items[0].bytes|-5 (expected: not negative)",
        "\"bytes\":5|\"bytes\":1.5|items[0].bytes|malformed",
        "\"bytes\":5|\"bytes\":\"5\"|items[0].bytes|malformed",
        "\"bytes\":5|\"bytes\":5,\"bytes\":5|items[0].bytes|given twice",
        "\"bytes\":5|\"bytes\":5,\"rate\":5|items[0].rate|unknown",
        "0x0000000000000000000000000000000000000007|0x07|items[0].account|20)",
        "\"note\":null|\"note\":5|note|malformed",
        "[\"a\"]|[[\"a\"]]|items[0].marks[0]|malformed",
        "[\"a\"]|[5]|items[0].marks[0]|malformed",
        "\"0x0000000000000000000000000000000000000007\"|{}|items[0].account|malformed",
        "\"0x0000000000000000000000000000000000000007\"|5|items[0].account|malformed",
        "[{|[null,{|items|missing",
      })
  void namesTheFieldThatIsWrongAndSaysWhatIsWrongWithIt(
      String was, String is, String field, String fault) {
    assertThat(VALID).contains(was);
    RawHttp.Answer answer = ask("POST", "/words", VALID.replace(was, is));
    assertThat(answer.status()).isEqualTo(400);
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    assertThat(problem.required("code").asString()).isEqualTo("MALFORMED");
    assertThat(problem.path("field").asString("none: " + answer.body())).startsWith(field);
    assertThat(problem.required("detail").asString())
        .startsWith(field)
        .contains(fault)
        .doesNotContain("com.", "java.", "Exception");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"{", "``", "null", "[]", "{} {}", "{'number':7}", "\"x\""})
  void refusesWhatIsNotOneJsonObject(String body) {
    RawHttp.Answer answer = ask("POST", "/words", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"MALFORMED\"").doesNotContain("jackson");
  }

  @Test
  void refusesWhatComesAfterTheBody() {
    assertThat(ask("POST", "/words", VALID + "{}").status()).isEqualTo(400);
    assertThat(ask("POST", "/words", VALID + "\n").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,limit",
    "limit=-1,limit",
    "limit=201,limit",
    "limit=1.5,limit",
    "limit=0x10,limit",
    "limit=%201,limit",
    "limit=1&limit=1,limit",
    "limit=2147483648,limit",
    "limit=%2B1,limit",
    "limit=01,limit",
    "from=9223372036854775808,from",
    "from=x,from",
    "limit=,limit",
    "limit=%20,limit",
    "limit,limit",
    "more=1,more"
  })
  void refusesAQueryThatTheCallDoesNotTakeAndNamesTheParameter(String query, String field) {
    RawHttp.Answer answer = ask("GET", "/words?" + query, "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"code\":\"MALFORMED\"", "\"field\":\"" + field + "\"", field + ": ");
  }
}
