package com.qubetics.dvpn.gateway.route;

import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `openapi.json`, made of the routes, of the records that they take and give
/// (`openapi-operations.txt`), and of what no code says (`openapi-by-hand.json`).
final class Document {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int COLUMNS = 100;
  private static final String BYTES = "application/octet-stream";
  private static final Pattern VARIABLE = Pattern.compile("([^/]+)/\\{(\\w+)}");

  /// What a variable of a path is, by what stands before it.
  private static final Map<String, Class<?>> VARIABLES =
      Map.of(
          "app-keys", AppKey.class,
          "nodes", NodeId.class,
          "providers", Account.class,
          "rewards", Account.class,
          "claims", Account.class,
          "sessions", SessionId.class,
          "slots", long.class,
          "epochs", long.class);

  private final ObjectNode byHand = (ObjectNode) MAPPER.readTree(resource("openapi-by-hand.json"));
  private final Schemas schemas = new Schemas(byHand.at("/components/schemas"));

  /// A row of `openapi-operations.txt`.
  ///
  /// @param query names of parameters
  /// @param takes what is posted or put; empty: nothing
  /// @param gives a record or media type; empty: nothing
  /// @param page the most items in one; 0: the answer is no page
  record Operation(
      String name,
      String tag,
      List<String> query,
      String takes,
      String gives,
      int page,
      String summary) {

    private static Operation parse(String line) {
      List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
      return new Operation(
          cells.get(0),
          cells.get(1),
          Arrays.stream(cells.get(2).split(" ")).filter(name -> !name.isEmpty()).toList(),
          cells.get(3),
          cells.get(4),
          cells.get(5).isEmpty() ? 0 : Integer.parseInt(cells.get(5)),
          cells.get(6));
    }
  }

  /// By method and path.
  static Map<String, Operation> operations() {
    return resource("openapi-operations.txt")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .skip(1)
        .map(Operation::parse)
        .collect(Collectors.toMap(Operation::name, Function.identity()));
  }

  static String nameOf(Route route) {
    return route.method() + " " + route.path();
  }

  /// As it is published: what fits into a line stands in one.
  static String text() {
    return text(new Document().made(), "\n") + "\n";
  }

  private static String text(JsonNode node, String newLine) {
    String line = node.toString();
    if (line.length() + newLine.length() <= COLUMNS) {
      return line;
    }
    String inner = newLine + "  ";
    if (node.isObject()) {
      return node.propertyStream()
          .map(member -> "\"%s\": %s".formatted(member.getKey(), text(member.getValue(), inner)))
          .collect(Collectors.joining("," + inner, "{" + inner, newLine + "}"));
    }
    return node.isArray()
        ? node.valueStream()
            .map(element -> text(element, inner))
            .collect(Collectors.joining("," + inner, "[" + inner, newLine + "]"))
        : line;
  }

  private ObjectNode made() {
    Map<String, Operation> rows = operations();
    ObjectNode paths = MAPPER.createObjectNode();
    for (Route route : RouteTable.routes()) {
      ObjectNode methods = paths.withObjectProperty(route.path().getPatternString());
      methods.set(
          route.method().name().toLowerCase(Locale.ROOT),
          operation(route, rows.get(nameOf(route))));
    }
    schemas.of(Problem.class);
    ObjectNode components = (ObjectNode) byHand.remove("components");
    components.set("schemas", schemas.components());
    return byHand.<ObjectNode>set("paths", paths).set("components", components);
  }

  private ObjectNode operation(Route route, Operation row) {
    ObjectNode operation = MAPPER.createObjectNode();
    operation.putArray("tags").add(row.tag());
    operation.put("summary", row.summary()).put("operationId", id(route));
    ArrayNode security = operation.putArray("security");
    switch (route.who()) {
      case ALL -> {}
      case ACCOUNT -> security.addObject().putArray("accessToken");
      case NODE -> security.addObject().putArray("nodeKey");
    }
    ArrayNode parameters = parameters(route, row);
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (!row.takes().isEmpty()) {
      boolean optional = row.takes().endsWith("?");
      String takes = optional ? row.takes().substring(0, row.takes().length() - 1) : row.takes();
      ObjectNode body = operation.putObject("requestBody").put("required", !optional);
      body.set("content", content("application/json", schemas.of(record(takes))));
    }
    return operation.set("responses", responses(route.method(), row));
  }

  /// `getNodesId` of `GET /api/v1/nodes/{id}`.
  private static String id(Route route) {
    String words = route.path().getPatternString().replace("/api/v1", "").replace("{", "");
    return route.method().name().toLowerCase(Locale.ROOT)
        + Pattern.compile("[^a-zA-Z]+([a-zA-Z]?)")
            .matcher(words)
            .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }

  private ArrayNode parameters(Route route, Operation row) {
    ArrayNode parameters = MAPPER.createArrayNode();
    if (route.method().equals(HttpMethod.POST)) {
      parameters.add(reference("parameters", "IdempotencyKey"));
    }
    Matcher variable = VARIABLE.matcher(route.path().getPatternString());
    while (variable.find()) {
      ObjectNode schema = schemas.of(VARIABLES.get(variable.group(1)));
      parameters.add(parameter(variable.group(2), "path", schema).put("required", true));
    }
    row.query().forEach(name -> parameters.add(reference("parameters", name)));
    Optional<Class<?>> cursor = cursor(row.gives());
    if (cursor.isPresent() != (row.page() > 0)) {
      throw new IllegalStateException(row.name() + ": a page without its size, or none with one");
    }
    if (cursor.isPresent()) {
      ObjectNode limit = schemas.of(int.class).put("minimum", 1).put("maximum", row.page());
      parameters.add(
          parameter("limit", "query", limit)
              .put("description", "items in a page, 1 to " + row.page()));
      parameters.add(
          parameter("cursor", "query", schemas.of(cursor.get()))
              .put("description", "nextCursor of the page before"));
    }
    return parameters;
  }

  /// What the next page is asked for with, if the answer is a page.
  private static Optional<Class<?>> cursor(String gives) {
    return gives.contains(".")
        ? Arrays.stream(record(gives).getRawClass().getRecordComponents())
            .filter(component -> component.getName().equals("nextCursor"))
            .<Class<?>>map(RecordComponent::getType)
            .findFirst()
        : Optional.empty();
  }

  private static ObjectNode parameter(String name, String in, ObjectNode schema) {
    return MAPPER.createObjectNode().put("name", name).put("in", in).set("schema", schema);
  }

  private ObjectNode responses(HttpMethod method, Operation row) {
    ObjectNode responses = MAPPER.createObjectNode();
    if (row.gives().isEmpty()) {
      responses.putObject("204").put("description", "done");
    } else {
      ObjectNode answer = responses.putObject("200").put("description", "answer");
      // Random bytes are never the same again.
      if (method.equals(HttpMethod.GET) && !row.gives().equals(BYTES)) {
        answer.putObject("headers").set("ETag", reference("headers", "ETag"));
        responses.set("304", reference("responses", "NotModified"));
      }
      answer.set("content", answered(row.gives()));
    }
    if (method.equals(HttpMethod.POST)) {
      responses.set("409", reference("responses", "Conflict"));
      responses.set("422", reference("responses", "Unprocessable"));
    }
    return responses.set("default", reference("responses", "Problem"));
  }

  private ObjectNode answered(String gives) {
    if (!gives.contains("/")) {
      return content("application/json", schemas.of(record(gives)));
    }
    ObjectNode text = MAPPER.createObjectNode().put("type", "string");
    return content(gives, gives.equals(BYTES) ? text.put("format", "binary") : text);
  }

  private static ObjectNode content(String media, JsonNode schema) {
    ObjectNode content = MAPPER.createObjectNode();
    content.putObject(media).set("schema", schema);
    return content;
  }

  private static ObjectNode reference(String kind, String name) {
    return MAPPER.createObjectNode().put("$ref", "#/components/%s/%s".formatted(kind, name));
  }

  /// As `openapi-operations.txt` names it.
  private static JavaType record(String name) {
    if (name.equals("{}")) {
      return MAPPER.constructType(Map.class);
    }
    return name.startsWith("signed ")
        ? MAPPER
            .getTypeFactory()
            .constructParametricType(Signed.class, named("protocol." + name.substring(7)))
        : MAPPER.constructType(named("wire." + name));
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName("com.qubetics.dvpn." + name.replaceAll("([A-Z]\\w*)\\.", "$1\\$"));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Document.class.getResourceAsStream("/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
