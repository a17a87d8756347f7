package com.qubetics.dvpn.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {

  @Test
  void describesExactlyTheRoutesThatThereAreAndWhoMayCallThem() throws IOException {
    Set<String> described = new TreeSet<>();
    document()
        .required("paths")
        .forEachEntry(
            (path, methods) ->
                methods.forEachEntry(
                    (method, operation) ->
                        described.add(
                            method.toUpperCase(Locale.ROOT) + " " + path + " " + who(operation))));
    Set<String> routed = new TreeSet<>();
    for (Route route : RouteTable.routes()) {
      routed.add(route.method() + " " + route.path() + " " + route.who());
    }

    assertThat(described).isEqualTo(routed);
  }

  @Test
  void takesTheCursorThatAnAnswerGives() throws IOException {
    JsonNode document = document();
    Set<String> paged = new TreeSet<>();
    Set<String> taking = new TreeSet<>();
    document
        .required("paths")
        .forEachEntry(
            (path, methods) ->
                methods.forEachEntry(
                    (method, operation) -> {
                      String name = method.toUpperCase(Locale.ROOT) + " " + path;
                      String schema =
                          operation
                              .at("/responses/200/content/application~1json/schema/$ref")
                              .asString("#")
                              .substring(1);
                      if (document.at(schema).at("/properties").has("nextCursor")) {
                        paged.add(name);
                      }
                      String parameters = operation.path("parameters").toString();
                      if (parameters.contains("\"cursor\"") && parameters.contains("\"limit\"")) {
                        taking.add(name);
                      }
                    }));

    assertThat(taking)
        .isEqualTo(paged)
        .contains("GET /api/v1/claims/{account}", "GET /api/v1/login/app-keys");
  }

  @Test
  void tellsOfTagsOnWhatIsReadAndOfKeysOnWhatIsPosted() throws IOException {
    Set<String> silent = new TreeSet<>();
    JsonNode document = document();
    document
        .required("paths")
        .forEachEntry(
            (path, methods) ->
                methods.forEachEntry(
                    (method, operation) -> {
                      JsonNode answers = operation.required("responses");
                      boolean told =
                          switch (method) {
                            case "get" ->
                                answers.has("304") && answers.at("/200/headers").has("ETag");
                            case "post" ->
                                answers.has("409")
                                    && answers.has("422")
                                    && operation
                                        .path("parameters")
                                        .toString()
                                        .contains("#/components/parameters/IdempotencyKey");
                            default -> true;
                          };
                      if (!told) {
                        silent.add(method + " " + path);
                      }
                    }));

    assertThat(silent).containsExactly("get /api/v1/agent/bandwidth");
  }

  @Test
  void refersToNothingThatIsNotThere() throws IOException {
    JsonNode document = document();
    Set<String> missing = new TreeSet<>();
    Pattern.compile("\"\\$ref\":\"#([^\"]+)\"")
        .matcher(document.toString())
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(pointer -> document.at(pointer).isMissingNode())
        .forEach(missing::add);

    assertThat(missing).isEmpty();
  }

  private static Route.Who who(JsonNode operation) {
    String security = operation.required("security").toString();
    if (security.contains("accessToken")) {
      return Route.Who.ACCOUNT;
    }
    return security.contains("nodeKey") ? Route.Who.NODE : Route.Who.ALL;
  }

  private static JsonNode document() throws IOException {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/static/openapi.json")) {
      return JsonMapper.shared().readTree(in);
    }
  }
}
