package com.qubetics.dvpn.agent.link;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/// JSON as docs/protocol.md has it. Fields that this version does not know are passed over.
public final class Json {
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /// For files and terminals.
  public static final JsonMapper PRETTY =
      MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /// A value of a record; unlike the mapper by itself, this refuses the JSON `null`.
  ///
  /// @throws JacksonException if it is malformed
  public static <T> T read(byte[] json, Class<T> type) {
    return there(MAPPER.readValue(json, type), type);
  }

  /// As the other, of a text.
  public static <T> T read(String json, Class<T> type) {
    return there(MAPPER.readValue(json, type), type);
  }

  private static <T> T there(@Nullable T value, Class<T> type) {
    if (value == null) {
      throw MismatchedInputException.from(null, type, "null (expected: a value)");
    }
    return value;
  }
}
