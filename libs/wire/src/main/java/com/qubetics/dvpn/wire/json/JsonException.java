package com.qubetics.dvpn.wire.json;

import tools.jackson.core.JacksonException;

/// A text that is no JSON, or not of the form that was expected. The message says where and what,
/// and repeats nothing of the text but names that were expected.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JsonException(String message) {
    super(message);
  }

  private JsonException(String message, Throwable cause) {
    super(message, cause);
  }

  static JsonException of(JacksonException json) {
    JsonFault fault = JsonFault.of(json);
    return new JsonException(
        fault.field().isEmpty() ? fault.fault() : fault.field() + ": " + fault.fault(), json);
  }
}
