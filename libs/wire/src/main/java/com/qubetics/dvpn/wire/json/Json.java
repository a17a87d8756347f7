package com.qubetics.dvpn.wire.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/// Reads and writes records, for all who ask the network: agents and clients.
///
/// A reader may be older than what it reads. So members that it does not know are passed over, a
/// state that it does not know is `UNKNOWN`, and a member that is missing, or null, is null to the
/// record's constructor, or 0 or false; the constructor refuses what it needs. What is there is
/// read strictly: a text is a text and a number is a number that fits. Of two members of one name
/// the later counts. Members that are null are not written.
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          // What a record is asked beside its components, as `isError()`, is no member.
          .changeDefaultVisibility(checks -> checks.withIsGetterVisibility(Visibility.NONE))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(
              EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
              EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .withCoercionConfig(
              LogicalType.Textual,
              coercions ->
                  coercions
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private Json() {}

  /// @throws JsonException if it is none; the JSON `null` is none either
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return there(MAPPER.readValue(json, type));
    } catch (JacksonException e) {
      throw JsonException.of(e);
    }
  }

  /// As the other, of a text.
  public static <T> T read(String json, Class<T> type) {
    try {
      return there(MAPPER.readValue(json, type));
    } catch (JacksonException e) {
      throw JsonException.of(e);
    }
  }

  /// As the other, of what was read already.
  public static <T> T read(JsonNode json, Class<T> type) {
    try {
      return there(MAPPER.treeToValue(json, type));
    } catch (JacksonException e) {
      throw JsonException.of(e);
    }
  }

  private static <T> T there(@Nullable T value) {
    if (value == null) {
      throw new JsonException("null (expected: an object)");
    }
    return value;
  }

  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// For files and terminals.
  public static String pretty(Object value) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  /// What would be written of an object, to be changed or shown.
  public static ObjectNode tree(Object value) {
    return (ObjectNode) MAPPER.<JsonNode>valueToTree(value);
  }
}
