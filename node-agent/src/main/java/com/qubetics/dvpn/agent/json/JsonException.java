package com.qubetics.dvpn.agent.json;

import org.jspecify.annotations.Nullable;

/// A text that is no JSON, or not of the form that was expected. The message says where and what,
/// and repeats nothing of the text but names that were expected.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String path;
  private final String problem;

  public JsonException(String problem) {
    this("", problem, null);
  }

  JsonException(String problem, @Nullable Throwable cause) {
    this("", problem, cause);
  }

  private JsonException(String path, String problem, @Nullable Throwable cause) {
    super(problem, cause);
    this.path = path;
    this.problem = problem;
  }

  @Override
  public String getMessage() {
    return path.isEmpty() ? problem : path + ": " + problem;
  }

  /// The same, seen from outside the member or element in which it happened. A type that says its
  /// name itself need not hear it again.
  JsonException in(String place) {
    if (path.isEmpty() && problem.startsWith(place + ": ")) {
      return this;
    }
    String inner = path.isEmpty() || path.startsWith("[") ? path : "." + path;
    return new JsonException(place + inner, problem, getCause());
  }
}
