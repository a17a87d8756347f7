package com.qubetics.dvpn.wire.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// What is wrong with a JSON text, and where. Repeats nothing of the text but names that were
/// expected, and tells no name of a class.
///
/// @param field the way to the member: `items[0].usage.message.rx`; empty: the whole text
/// @param fault as `missing`, or `malformed (expected: a whole number)`
public record JsonFault(String field, String fault) {
  /// The text is no JSON at all.
  public static final String NO_JSON = "malformed (expected: JSON)";

  private static final Pattern NAMED = Pattern.compile("([a-zA-Z][a-zA-Z0-9]*): (.+)");

  public static JsonFault of(JacksonException json) {
    String path = path(json.getPath());
    if (json instanceof StreamReadException broken) {
      return broken(path, broken);
    }
    if (json instanceof ValueInstantiationException made) {
      return refused(path, made);
    }
    return new JsonFault(
        path,
        switch (json) {
          case UnrecognizedPropertyException _ -> "unknown";
          case InvalidNullException _ -> "missing";
          case MismatchedInputException wrong ->
              "malformed (expected: %s)".formatted(kind(wrong.getTargetType()));
          default -> "malformed";
        });
  }

  /// Whether values of the type are written as one text or number, and not as an object.
  public static boolean isOneWord(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.isAnnotationPresent(JsonCreator.class));
  }

  /// Our own values name themselves first: `port: 0 (expected: 1 to 65535)`. One that lacks
  /// something names it by `requireNonNull`.
  private static JsonFault refused(String path, ValueInstantiationException made) {
    for (Throwable cause = made.getCause(); cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (cause instanceof NullPointerException) {
        return message != null && isMember(message, made.getType())
            ? new JsonFault(member(path, message), "missing")
            : new JsonFault(path, "incomplete");
      }
      if (cause instanceof IllegalArgumentException
          && !(cause instanceof NumberFormatException)
          && message != null) {
        Matcher named = NAMED.matcher(message);
        if (!named.matches()) {
          return new JsonFault(path, message);
        }
        return isMember(named.group(1), made.getType())
            ? new JsonFault(member(path, named.group(1)), named.group(2))
            : new JsonFault(path, named.group(2));
      }
    }
    return new JsonFault(path, "malformed");
  }

  /// Not JSON, a member twice, or a number that its type does not hold.
  private static JsonFault broken(String path, StreamReadException broken) {
    String message = String.valueOf(broken.getOriginalMessage());
    if (message.startsWith("Duplicate") && broken.processor() instanceof JsonParser parser) {
      String name = String.valueOf(parser.currentName());
      boolean told = path.equals(name) || path.endsWith("." + name);
      return new JsonFault(told ? path : member(path, name), "given twice");
    }
    return new JsonFault(path, message.contains("out of range") ? "out of range" : NO_JSON);
  }

  private static String member(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String path(List<JacksonException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : references) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.toString();
  }

  /// Whether `name` is a member of what was to be made; values in one word have none.
  private static boolean isMember(String name, @Nullable JavaType type) {
    return type != null
        && type.getRawClass().isRecord()
        && !isOneWord(type.getRawClass())
        && Arrays.stream(type.getRawClass().getRecordComponents())
            .map(RecordComponent::getName)
            .anyMatch(name::equals);
  }

  private static String kind(@Nullable Class<?> type) {
    return Optional.ofNullable(type).map(JsonFault::kindOf).orElse("another JSON type");
  }

  private static String kindOf(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(", "));
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == Instant.class) {
      return "ISO 8601";
    }
    return Iterable.class.isAssignableFrom(type) ? "a list" : "another JSON type";
  }
}
