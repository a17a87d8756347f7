package com.qubetics.dvpn.gateway.route;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.qubetics.dvpn.wire.json.JsonFault;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of records. Members are named, and left out, as the services' mapper does it. How a
/// value in one word looks, and what a record's constructor demands, is said by hand and laid over.
final class Schemas {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private static final Map<Class<?>, String> WORDS =
      Map.of(
          boolean.class, "{\"type\": \"boolean\"}",
          Boolean.class, "{\"type\": \"boolean\"}",
          int.class, "{\"type\": \"integer\", \"format\": \"int32\"}",
          Integer.class, "{\"type\": \"integer\", \"format\": \"int32\"}",
          long.class, "{\"type\": \"integer\", \"format\": \"int64\"}",
          Long.class, "{\"type\": \"integer\", \"format\": \"int64\"}",
          double.class, "{\"type\": \"number\"}",
          String.class, "{\"type\": \"string\"}",
          Instant.class, "{\"type\": \"string\", \"format\": \"date-time\"}",
          URI.class, "{\"type\": \"string\", \"format\": \"uri\"}");

  private final JsonNode byHand;
  private final SortedMap<String, JsonNode> components = new TreeMap<>();

  /// @param byHand by component
  Schemas(JsonNode byHand) {
    this.byHand = byHand;
  }

  ObjectNode of(Class<?> type) {
    return of(MAPPER.constructType(type));
  }

  /// Its own, or a reference to the component that it is.
  ObjectNode of(JavaType type) {
    String word = WORDS.get(type.getRawClass());
    if (word != null) {
      return (ObjectNode) MAPPER.readTree(word);
    }
    if (type.isMapLikeType()) {
      return typed("object");
    }
    if (type.isCollectionLikeType()) {
      return typed("array").set("items", of(type.getContentType()));
    }
    String name = name(type);
    if (!components.containsKey(name)) {
      components.put(name, MAPPER.nullNode());
      components.put(name, component(type, name));
    }
    return MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + name);
  }

  /// All that were asked for, with those that they refer to.
  ///
  /// @throws IllegalStateException if more was said by hand than is needed
  ObjectNode components() {
    byHand.propertyNames().forEach(name -> requireNeeded(name, components.containsKey(name)));
    return MAPPER.createObjectNode().setAll(components);
  }

  private JsonNode component(JavaType type, String name) {
    Class<?> raw = type.getRawClass();
    if (JsonFault.isOneWord(raw)) {
      return byHand.required(name);
    }
    if (raw.isEnum()) {
      ObjectNode schema = typed("string");
      ArrayNode names = schema.putArray("enum");
      Arrays.stream(raw.getFields())
          .filter(Field::isEnumConstant)
          .filter(constant -> !constant.isAnnotationPresent(JsonEnumDefaultValue.class))
          .forEach(constant -> names.add(constant.getName()));
      return schema;
    }
    if (!raw.isRecord()) {
      throw new IllegalStateException(raw + " (expected: a record)");
    }
    return object(type, byHand.path(name));
  }

  /// @param said by hand; what it requires is in every answer and not null, though a record's
  ///   readers can't rely on that
  private ObjectNode object(JavaType type, JsonNode said) {
    Set<String> always =
        said.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    ObjectNode schema = typed("object");
    if (said.has("description")) {
      schema.set("description", said.required("description"));
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (Member member : members(type)) {
      ObjectNode value = of(member.type());
      layOver(value, said.path("properties").path(member.name()));
      boolean isAlways = always.contains(member.name());
      if (isAlways || member.isRequired()) {
        required.add(member.name());
      }
      properties.set(member.name(), !isAlways && member.isNull() ? orNull(value) : value);
    }
    Stream.concat(always.stream(), said.path("properties").propertyNames().stream())
        .forEach(name -> requireNeeded(type + "." + name, properties.has(name)));
    return schema;
  }

  /// @param included when its value is written
  private record Member(String name, JavaType type, boolean isNullable, Include included) {

    boolean isRequired() {
      return !isNullable && included != Include.NON_DEFAULT && included != Include.NON_EMPTY;
    }

    /// Whether null stands there for what is not.
    boolean isNull() {
      return isNullable && (included == Include.USE_DEFAULTS || included == Include.ALWAYS);
    }
  }

  private static List<Member> members(JavaType type) {
    Map<String, RecordComponent> declared =
        Arrays.stream(type.getRawClass().getRecordComponents())
            .collect(Collectors.toMap(RecordComponent::getName, Function.identity()));
    BeanDescription bean = bean(type);
    Value usual = bean.findPropertyInclusion(Value.empty());
    return bean.findProperties().stream()
        .map(
            member ->
                new Member(
                    member.getName(),
                    member.getPrimaryType(),
                    declared
                        .get(member.getInternalName())
                        .getAnnotatedType()
                        .isAnnotationPresent(Nullable.class),
                    usual.withOverrides(member.findInclusion()).getValueInclusion()))
        .toList();
  }

  private static BeanDescription bean(JavaType type) {
    ClassIntrospector introspector =
        MAPPER
            .serializationConfig()
            .classIntrospectorInstance()
            .forOperation(MAPPER.serializationConfig());
    return introspector.introspectForSerialization(
        type, introspector.introspectClassAnnotations(type));
  }

  private static ObjectNode orNull(ObjectNode value) {
    ObjectNode schema = MAPPER.createObjectNode();
    schema.putArray("anyOf").add(value).add(typed("null"));
    return schema;
  }

  private static void layOver(ObjectNode schema, JsonNode said) {
    said.forEachEntry(
        (name, value) -> {
          if (schema.get(name) instanceof ObjectNode inner) {
            layOver(inner, value);
          } else {
            schema.set(name, value);
          }
        });
  }

  /// With the names of what it is nested in.
  private static String name(JavaType type) {
    StringBuilder name = new StringBuilder();
    for (Class<?> each = type.getRawClass(); each != null; each = each.getEnclosingClass()) {
      name.insert(0, each.getSimpleName());
    }
    return type.hasGenericTypes() ? name + name(type.containedType(0)) : name.toString();
  }

  private static ObjectNode typed(String type) {
    return MAPPER.createObjectNode().put("type", type);
  }

  private static void requireNeeded(String name, boolean isThere) {
    if (!isThere) {
      throw new IllegalStateException(name + ": said by hand of what is not there");
    }
  }
}
