package com.qubetics.dvpn.agent.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Reads and writes records.
///
/// Read strictly: a text is a text and a number is a number that fits. Members that this version
/// does not know are passed over; one that is missing, or null, is null to the record's
/// constructor, or 0 or false, and the constructor refuses what it needs. Of two members of one
/// name the later counts.
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private static final ObjectWriteContext PLAIN = ObjectWriteContext.empty();

  private static final ObjectWriteContext PRETTY =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }
      };

  private Json() {}

  /// @param type a record or [JsonObject]
  /// @throws JsonException if it is none; the JSON `null` is none either
  public static <T> T read(byte[] json, Class<T> type) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      Object value = Forms.of(type).read(parser);
      if (parser.nextToken() != null) {
        throw new JsonException("something follows its end");
      }
      return type.cast(Objects.requireNonNull(value, "a record's or an object's form"));
    } catch (JacksonException e) {
      throw new JsonException("malformed (expected: JSON)", e);
    }
  }

  /// As the other, of a text.
  public static <T> T read(String json, Class<T> type) {
    return read(json.getBytes(StandardCharsets.UTF_8), type);
  }

  /// As the other, of what was read already.
  public static <T> T read(JsonObject json, Class<T> type) {
    return read(bytes(json), type);
  }

  /// @param value records, lists, maps, texts, numbers, and what [Output] knows; of a record the
  ///   members that are null are left out
  public static byte[] bytes(Object value) {
    return written(value, PLAIN).toByteArray();
  }

  public static String text(Object value) {
    return written(value, PLAIN).toString(StandardCharsets.UTF_8);
  }

  /// For files and terminals.
  public static String pretty(Object value) {
    return written(value, PRETTY).toString(StandardCharsets.UTF_8);
  }

  /// What was written of it, to be changed or shown.
  public static JsonObject object(Object value) {
    return read(bytes(value), JsonObject.class);
  }

  private static ByteArrayOutputStream written(Object value, ObjectWriteContext context) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(context, bytes)) {
      Output.write(out, value);
    }
    return bytes;
  }

  static JsonException unexpected(JsonToken token, String expected) {
    return new JsonException(
        token == JsonToken.VALUE_NULL
            ? "null (expected: %s)".formatted(expected)
            : "malformed (expected: %s)".formatted(expected));
  }
}
