package com.qubetics.dvpn.http.words;

import com.qubetics.dvpn.wire.json.JsonFault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;

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
    JsonFault fault = JsonFault.of(json);
    if (fault.fault().equals(JsonFault.NO_JSON)) {
      return new Fault(fault.field().isEmpty() ? null : fault.field(), NOT_JSON);
    }
    return fault.field().isEmpty()
        ? new Fault(null, "The body is not what this call takes: " + fault.fault())
        : named(fault.field(), fault.fault());
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

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
