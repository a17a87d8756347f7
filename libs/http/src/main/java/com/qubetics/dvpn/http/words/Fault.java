package com.qubetics.dvpn.http.words;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// What was wrong with a request's words, as its sender is told.
///
/// @param field the parameter, or the way to the member: `items[0].usage.message.rx`; null if it is
///   no single one
/// @param detail begins with the field if there is one; tells no name of a class
public record Fault(@Nullable String field, String detail) {
  private static final String NOT_WHAT_IT_TAKES =
      "The request is not what this call takes; see /openapi.json.";
  private static final String NOT_JSON = "The body is not well-formed JSON.";
  private static final Pattern NAMED = Pattern.compile("([a-zA-Z][a-zA-Z0-9]*): (.+)");
  private static final int LONGEST = 256;

  public Fault {
    field = field == null ? null : cut(field);
    detail = cut(detail);
  }

  /// @param failure as Spring, Jackson or a constructor threw it
  public static Fault of(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      switch (t) {
        case MissingServletRequestParameterException missing -> {
          return named(missing.getParameterName(), "missing");
        }
        case MethodArgumentTypeMismatchException wrong -> {
          return named(wrong.getName(), sentence(wrong));
        }
        case JacksonException json -> {
          return of(json);
        }
        case IllegalArgumentException value when value.getMessage() != null -> {
          return of(value.getMessage());
        }
        default -> {}
      }
    }
    return new Fault(null, NOT_WHAT_IT_TAKES);
  }

  private static Fault named(String field, String fault) {
    return new Fault(field, field + ": " + fault);
  }

  /// Values name themselves first: `port: 0 (expected: 1 to 65535)`.
  private static Fault of(String message) {
    Matcher named = NAMED.matcher(message);
    return new Fault(named.matches() ? named.group(1) : null, message);
  }

  private static Fault of(JacksonException json) {
    String path = path(json.getPath());
    if (json instanceof StreamReadException broken) {
      return broken(path, broken);
    }
    if (json instanceof ValueInstantiationException made) {
      String sentence = sentence(made);
      Matcher named = NAMED.matcher(sentence);
      if (named.matches() && isMember(named.group(1), made.getType())) {
        return named(path.isEmpty() ? named.group(1) : path + "." + named.group(1), named.group(2));
      }
      return at(path, named.matches() ? named.group(2) : sentence);
    }
    return at(
        path,
        switch (json) {
          case UnrecognizedPropertyException _ -> "unknown";
          case InvalidNullException _ -> "missing";
          case MismatchedInputException wrong ->
              "malformed (expected: %s)".formatted(kind(wrong.getTargetType()));
          default -> "malformed";
        });
  }

  private static Fault at(String path, String fault) {
    return path.isEmpty()
        ? new Fault(null, "The body is not what this call takes: " + fault)
        : named(path, fault);
  }

  /// Not JSON, a member twice, or a number that its type does not hold.
  private static Fault broken(String path, StreamReadException broken) {
    String message = String.valueOf(broken.getOriginalMessage());
    if (message.startsWith("Duplicate") && broken.processor() instanceof JsonParser parser) {
      String name = String.valueOf(parser.currentName());
      boolean told = path.equals(name) || path.endsWith("." + name);
      return named(told || path.isEmpty() ? name : path + "." + name, "given twice");
    }
    if (message.contains("out of range")) {
      return at(path, "out of range");
    }
    return new Fault(path.isEmpty() ? null : path, NOT_JSON);
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

  /// The sentence of the value that refused to be constructed, if one did.
  private static String sentence(Throwable e) {
    for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
      if (t instanceof IllegalArgumentException && t.getMessage() != null) {
        return t.getMessage();
      }
    }
    return "malformed";
  }

  /// Whether `name` is a member of what was to be made; values in one word have none.
  private static boolean isMember(String name, @Nullable JavaType type) {
    return type != null
        && type.getRawClass().isRecord()
        && Arrays.stream(type.getRawClass().getDeclaredMethods())
            .noneMatch((Method method) -> method.isAnnotationPresent(JsonCreator.class))
        && Arrays.stream(type.getRawClass().getRecordComponents())
            .map(RecordComponent::getName)
            .anyMatch(name::equals);
  }

  private static String kind(@Nullable Class<?> type) {
    return Optional.ofNullable(type).map(Fault::kindOf).orElse("another JSON type");
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
    return Iterable.class.isAssignableFrom(type) ? "a list" : "another JSON type";
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
