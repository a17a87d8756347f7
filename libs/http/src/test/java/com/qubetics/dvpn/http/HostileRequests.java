package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.OpenApi.Operation;
import com.qubetics.dvpn.http.OpenApi.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Valid requests with one word changed.
final class HostileRequests {
  private static final List<String> NO_JSON =
      List.of(
          "",
          " ",
          "null",
          "[]",
          "5",
          "\"x\"",
          "true",
          "{",
          "{]",
          "{} {}",
          "{}x",
          "{'a':1}",
          "{/**/}",
          "{\"a\":NaN}",
          "{\"a\":01}",
          "{\"a\":\"\u0001\"}",
          "[".repeat(5_000),
          "{\"a\":".repeat(5_000),
          "\u00ff\u00fe{}",
          "a=b");

  private static final List<String> NO_INTEGERS =
      List.of(
          "1.5",
          "1.0",
          "1e2",
          "\"5\"",
          "9223372036854775808",
          "-9223372036854775809",
          "1e400",
          "true",
          "[]",
          "{}",
          "[1]",
          "\"\"");

  private static final List<String> NO_NUMBERS = List.of("\"1.5\"", "true", "[]", "{}", "[1.5]");
  private static final List<String> NO_TEXTS = List.of("5", "1.5", "true", "[]", "{}", "[\"x\"]");
  private static final List<String> NO_TRUTHS = List.of("\"true\"", "1", "0", "[]", "{}");
  private static final List<String> NO_LISTS = List.of("{}", "\"\"", "5", "true", "[null]");
  private static final List<String> NO_OBJECTS = List.of("[]", "\"x\"", "\"\"", "5", "true");
  private static final List<String> BAD_TEXTS = List.of("", " ", "0x", "x\u0000y", "'", "\ud800");

  private static final List<String> ODD_INTEGERS =
      List.of("0", "-1", "-0", "9223372036854775807", "-9223372036854775808", "2147483648");
  private static final List<String> ODD_TEXTS =
      List.of(
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\u202e\"",
          "\"'; --\"",
          "\"../../x\"",
          "\"" + "x".repeat(10_000) + "\"",
          "null");

  private static final List<String> NO_INTEGER_PARAMETERS =
      List.of("x", "1.5", "1e2", "0x10", "+1", "9223372036854775808", " 1", "1 0", "01", "--1", "");

  /// @param field that a refusal has to name; null: any or none
  /// @param isWrong whether it must be refused
  record Request(
      Operation operation, String target, byte[] body, @Nullable String field, boolean isWrong) {

    /// A list is named by itself or by the place in it.
    boolean names(String told) {
      return field != null
          && !told.isEmpty()
          && (told.equals(field) || told.startsWith(field + "[") || field.startsWith(told + "["));
    }

    @Override
    public String toString() {
      String text = new String(body, StandardCharsets.UTF_8);
      return "%s %s %s (%s)"
          .formatted(
              operation.method(),
              target,
              text.substring(0, Math.min(text.length(), 1_500)),
              field == null ? "no field" : field);
    }
  }

  /// A place in a valid body.
  ///
  /// @param owner the object's schema whose member it is
  private record Place(String path, JsonNode schema, @Nullable JsonNode owner, String name) {}

  private final OpenApi document;
  private final RandomGenerator random;

  HostileRequests(OpenApi document, RandomGenerator random) {
    this.document = document;
    this.random = random;
  }

  /// A request with nothing changed.
  Request unchanged(Operation operation) {
    return request(operation, target(operation, null, ""), valid(operation), null, false);
  }

  /// A request that the document does not allow.
  Request wrong(Operation operation) {
    boolean hasBody = operation.body() != null;
    int way = random.nextInt(hasBody ? 10 : 2);
    if (way == 0 || operation.parameters().isEmpty() && !hasBody) {
      String name = "no" + random.nextInt(10);
      return request(operation, target(operation, name, "1"), valid(operation), name, true);
    }
    if (!hasBody || way == 1 && !operation.parameters().isEmpty()) {
      return wrongParameter(operation);
    }
    if (way != 2) {
      return wrongMember(operation);
    }
    String noJson = pick(NO_JSON);
    return noJson.isEmpty() && !operation.bodyRequired()
        ? wrongMember(operation)
        : request(operation, target(operation, null, ""), noJson, null, true);
  }

  /// A request that may be allowed.
  Request odd(Operation operation) {
    JsonNode schema = operation.body();
    if (schema == null) {
      return request(operation, target(operation, null, ""), "", null, false);
    }
    JsonNode body = document.sample(schema, random);
    List<Place> places = places(schema, body, false);
    if (places.isEmpty()) {
      return request(operation, target(operation, null, ""), body.toString(), null, false);
    }
    Place place = places.get(random.nextInt(places.size()));
    String value =
        pick(place.schema().path("type").asString("").equals("integer") ? ODD_INTEGERS : ODD_TEXTS);
    String text = rewritten(body, "", place.path(), name -> name + value);
    return request(operation, target(operation, null, ""), text, null, false);
  }

  private Request wrongParameter(Operation operation) {
    Parameter parameter = operation.parameters().get(random.nextInt(operation.parameters().size()));
    String type = parameter.schema().path("type").asString("");
    boolean patterned = parameter.schema().has("pattern");
    if (!parameter.inPath() && (random.nextInt(4) == 0 || !type.equals("integer") && !patterned)) {
      String value = document.sample(parameter.schema(), random).asString();
      String twice = "&" + parameter.name() + "=" + encoded(value);
      return request(
          operation,
          target(operation, parameter.name(), value) + twice,
          valid(operation),
          parameter.name(),
          true);
    }
    List<String> values = new ArrayList<>(patterned ? List.of("x", "0x", "0xzz") : List.of());
    if (type.equals("integer")) {
      values.addAll(NO_INTEGER_PARAMETERS);
      if (parameter.schema().has("minimum")) {
        values.add(Long.toString(parameter.schema().required("minimum").asLong() - 1));
      }
      if (parameter.schema().has("maximum")) {
        values.add(Long.toString(parameter.schema().required("maximum").asLong() + 1));
      }
      values.removeIf(value -> value.isEmpty() && parameter.inPath());
    }
    // A service may call a path's variable by another name than the document.
    return request(
        operation,
        target(operation, parameter.name(), pick(values)),
        valid(operation),
        parameter.inPath() ? null : parameter.name(),
        true);
  }

  private Request wrongMember(Operation operation) {
    JsonNode schema = operation.body();
    JsonNode body = document.sample(schema, random);
    List<Place> places = places(schema, body, true);
    Place place = places.get(random.nextInt(places.size()));
    String field = place.path();
    String type = place.schema().path("type").asString("");
    boolean required = place.owner() != null && OpenApi.isRequired(place.owner(), place.name());
    String text;
    int way = random.nextInt(5);
    if (place.owner() != null && way == 0) {
      text = rewritten(body, "", field, name -> name + "%1$s," + name + "%1$s");
    } else if (required && way == 1) {
      text = rewritten(body, "", field, name -> "");
    } else if (required && way == 2) {
      text = rewritten(body, "", field, name -> name + "null");
    } else if (type.equals("object") && way == 3 && place.schema().has("properties")) {
      String unknown = "no" + random.nextInt(10);
      text = withMember(body, field, unknown);
      field = field.isEmpty() ? unknown : field + "." + unknown;
    } else {
      List<String> values = new ArrayList<>(wrongValues(place.schema(), type));
      String value = pick(values);
      if (field.isEmpty()) {
        return request(operation, target(operation, null, ""), value, null, true);
      }
      text = rewritten(body, "", field, name -> name + value);
    }
    return request(operation, target(operation, null, ""), text, field, true);
  }

  private List<String> wrongValues(JsonNode schema, String type) {
    List<String> values = new ArrayList<>();
    switch (type) {
      case "integer" -> {
        values.addAll(NO_INTEGERS);
        if (schema.has("minimum")) {
          values.add(Long.toString(schema.required("minimum").asLong() - 1));
          values.add("-9223372036854775808");
        }
        if (schema.has("maximum")) {
          values.add(Long.toString(schema.required("maximum").asLong() + 1));
        }
      }
      case "number" -> {
        values.addAll(NO_NUMBERS);
        if (schema.has("maximum")) {
          values.add(Long.toString(schema.required("maximum").asLong() + 1));
        }
      }
      case "boolean" -> values.addAll(NO_TRUTHS);
      case "array" -> values.addAll(NO_LISTS);
      case "object" -> values.addAll(NO_OBJECTS);
      default -> {
        values.addAll(NO_TEXTS);
        if (schema.has("pattern") || schema.has("enum")) {
          BAD_TEXTS.stream()
              .filter(text -> !text.matches(schema.path("pattern").asString("")))
              .forEach(text -> values.add(quoted(text)));
        }
      }
    }
    return values;
  }

  private List<Place> places(JsonNode schema, JsonNode value, boolean all) {
    List<Place> places = new ArrayList<>();
    collect(new Place("", document.resolved(schema), null, ""), value, places);
    if (!all) {
      places.removeIf(place -> place.path().isEmpty() || isFilled(place));
    }
    return places;
  }

  private static boolean isFilled(Place place) {
    String type = place.schema().path("type").asString("string");
    return !type.equals("integer") && !type.equals("string");
  }

  private void collect(Place place, JsonNode value, List<Place> places) {
    places.add(place);
    value.forEachEntry(
        (name, member) -> {
          JsonNode schema = document.resolved(place.schema().at("/properties/" + name));
          String path = place.path().isEmpty() ? name : place.path() + "." + name;
          collect(new Place(path, schema, place.schema(), name), member, places);
        });
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      JsonNode schema = document.resolved(place.schema().required("items"));
      collect(new Place(place.path() + "[" + i + "]", schema, null, ""), value.get(i), places);
    }
  }

  /// The body as text, with the member or element at `path` written by `how`, which gets `"name":`
  /// or nothing and may take the value as `%1$s`.
  private static String rewritten(
      JsonNode value, String at, String path, UnaryOperator<String> how) {
    List<String> parts = new ArrayList<>();
    if (value.isObject()) {
      value.forEachEntry(
          (name, member) -> {
            String place = at.isEmpty() ? name : at + "." + name;
            String label = quoted(name) + ":";
            String text = rewritten(member, place, path, how);
            parts.add(place.equals(path) ? how.apply(label).replace("%1$s", text) : label + text);
          });
      parts.removeIf(String::isEmpty);
      return "{" + String.join(",", parts) + "}";
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        String place = at + "[" + i + "]";
        String text = rewritten(value.get(i), place, path, how);
        parts.add(place.equals(path) ? how.apply("").replace("%1$s", text) : text);
      }
      return "[" + String.join(",", parts) + "]";
    }
    return value.toString();
  }

  private static String withMember(JsonNode body, String path, String name) {
    String member = quoted(name) + ":1";
    String text = path.isEmpty() ? body + "+" : rewritten(body, "", path, label -> label + "%1$s+");
    return text.replace("{}+", "{" + member + "}").replace("}+", "," + member + "}");
  }

  private static Request request(
      Operation operation, String target, String body, @Nullable String field, boolean wrong) {
    byte[] bytes =
        body.startsWith("\u00ff")
            ? body.getBytes(StandardCharsets.ISO_8859_1)
            : body.getBytes(StandardCharsets.UTF_8);
    return new Request(operation, target, bytes, field, wrong);
  }

  private String valid(Operation operation) {
    return operation.body() == null ? "" : document.sample(operation.body(), random).toString();
  }

  /// @param changed the parameter that is `value`; the others are valid
  private String target(Operation operation, @Nullable String changed, String value) {
    String path = operation.path();
    List<String> query = new ArrayList<>();
    boolean known = false;
    for (Parameter parameter : operation.parameters()) {
      boolean isChanged = parameter.name().equals(changed);
      known |= isChanged;
      String text =
          encoded(isChanged ? value : document.sample(parameter.schema(), random).asString());
      if (parameter.inPath()) {
        path = path.replace("{" + parameter.name() + "}", text);
      } else if (isChanged || parameter.schema().has("minimum") && random.nextBoolean()) {
        query.add(parameter.name() + "=" + text);
      }
    }
    if (changed != null && !known) {
      query.add(changed + "=" + encoded(value));
    }
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      quoted.append(
          c < ' ' || c == '"' || c == '\\' || c > 126
              ? String.format(Locale.ROOT, "\\u%04x", (int) c)
              : c);
    }
    return quoted.append('"').toString();
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
