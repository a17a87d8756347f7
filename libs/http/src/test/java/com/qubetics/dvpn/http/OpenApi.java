package com.qubetics.dvpn.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The published document, as far as requests go: which there are, and valid ones.
public final class OpenApi {
  private static final String FILE = "gateway/src/main/resources/static/openapi.json";
  private static final Pattern HEX = Pattern.compile("\\^0x\\[0-9a-f(?:A-F)?]\\{([0-9]+)}\\$");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double OPTIONAL_IS_THERE = 0.7;

  /// Who calls: `security` of the operation.
  public enum Who {
    ALL,
    ACCOUNT,
    NODE
  }

  /// A word of the path or the query; what headers say is no word.
  record Parameter(String name, boolean inPath, JsonNode schema) {}

  /// @param body the schema of what is posted
  public record Operation(
      String method,
      String path,
      Who who,
      List<Parameter> parameters,
      @Nullable JsonNode body,
      boolean bodyRequired) {

    /// As handlers are compared with it: what variables are called makes no difference.
    public String name() {
      return nameOf(method, path);
    }

    static String nameOf(String method, String path) {
      return method + " " + path.replaceAll("\\{[^}]*}", "{}");
    }
  }

  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();

  /// Reads it from the source tree, which the test runs in.
  public OpenApi() {
    try {
      Path folder = Path.of("").toAbsolutePath();
      while (!Files.exists(folder.resolve(FILE))) {
        folder = folder.getParent();
      }
      document = JsonMapper.shared().readTree(Files.readString(folder.resolve(FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    document
        .required("paths")
        .forEachEntry(
            (path, methods) ->
                methods.forEachEntry(
                    (method, operation) -> operations.add(operation(method, path, operation))));
  }

  private Operation operation(String method, String path, JsonNode operation) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode each : operation.path("parameters")) {
      JsonNode parameter = resolved(each);
      String in = parameter.required("in").asString();
      if (!in.equals("header")) {
        parameters.add(
            new Parameter(
                parameter.required("name").asString(),
                in.equals("path"),
                resolved(parameter.required("schema"))));
      }
    }
    JsonNode body = operation.at("/requestBody/content/application~1json/schema");
    String security = operation.path("security").toString();
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        security.contains("accessToken")
            ? Who.ACCOUNT
            : security.contains("nodeKey") ? Who.NODE : Who.ALL,
        parameters,
        body.isMissingNode() ? null : body,
        operation.at("/requestBody/required").asBoolean(false));
  }

  public List<Operation> operations() {
    return List.copyOf(operations);
  }

  /// What it refers to, with what it says itself beside that; of what may be null, the value's.
  JsonNode resolved(JsonNode schema) {
    if (schema.has("anyOf")) {
      return resolved(schema.required("anyOf").get(0));
    }
    if (!schema.has("$ref")) {
      return schema;
    }
    JsonNode found = resolved(document.at(schema.required("$ref").asString().substring(1)));
    return schema.size() == 1
        ? found
        : ((ObjectNode) found.deepCopy()).setAll((ObjectNode) schema).without("$ref");
  }

  /// A value that the schema allows.
  JsonNode sample(JsonNode of, RandomGenerator random) {
    JsonNode schema = resolved(of);
    if (schema.has("example")) {
      return schema.required("example");
    }
    if (schema.has("enum")) {
      JsonNode values = schema.required("enum");
      return values.get(random.nextInt(values.size()));
    }
    return switch (schema.path("type").asString("string")) {
      case "object" -> object(schema, random);
      case "array" -> array(schema, random);
      case "integer" -> NODES.numberNode(schema.path("minimum").asLong(1) + random.nextInt(2));
      case "number" -> NODES.numberNode(random.nextInt(90) + 0.5);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      default -> NODES.stringNode(text(schema.path("pattern").asString(""), random));
    };
  }

  private ObjectNode object(JsonNode schema, RandomGenerator random) {
    ObjectNode object = NODES.objectNode();
    schema
        .path("properties")
        .forEachEntry(
            (name, property) -> {
              if (isRequired(schema, name)
                  || resolved(property).has("example")
                  || random.nextDouble() < OPTIONAL_IS_THERE) {
                object.set(name, sample(property, random));
              }
            });
    return object;
  }

  static boolean isRequired(JsonNode schema, String name) {
    return schema.path("required").valueStream().anyMatch(each -> each.asString().equals(name));
  }

  private ArrayNode array(JsonNode schema, RandomGenerator random) {
    ArrayNode array = NODES.arrayNode();
    for (int i = random.nextInt(2); i >= 0; i--) {
      array.add(sample(schema.required("items"), random));
    }
    return array;
  }

  private static String text(String pattern, RandomGenerator random) {
    Matcher hex = HEX.matcher(pattern);
    if (hex.matches()) {
      StringBuilder text = new StringBuilder("0x");
      for (int i = Integer.parseInt(hex.group(1)); i > 0; i--) {
        text.append(Character.forDigit(random.nextInt(16), 16));
      }
      return text.toString();
    }
    if (pattern.contains("qubetics1")) {
      return String.format(Locale.ROOT, "0x%040x", 7 + random.nextInt(2));
    }
    return pattern.startsWith("^[A-Z]") ? "DE" : "7";
  }
}
