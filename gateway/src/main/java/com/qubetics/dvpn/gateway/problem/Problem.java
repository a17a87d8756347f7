package com.qubetics.dvpn.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.qubetics.dvpn.http.words.Fault;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// A refusal as the caller reads it (docs/protocol.md section 8).
///
/// @param code stable, capitals with underscores; the table is in README.md
/// @param detail one sentence with the remedy; no secret, no client address
/// @param field the parameter or member that is not what the call takes, if it is one
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type, String code, String title, int status, String detail, @Nullable String field) {

  public Problem(HttpStatus status, String code, String detail) {
    this(status, code, detail, null);
  }

  private Problem(HttpStatus status, String code, String detail, @Nullable String field) {
    this("urn:dvpn:problem:" + code, code, status.getReasonPhrase(), status.value(), detail, field);
  }

  static Problem of(Fault fault) {
    return new Problem(HttpStatus.BAD_REQUEST, "MALFORMED", fault.detail(), fault.field());
  }

  public HttpStatus httpStatus() {
    return HttpStatus.valueOf(status);
  }

  /// Seconds after which the same request may succeed; 0 if it will not by itself.
  @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
  public int retryAfterSeconds() {
    return status >= 502 ? 1 : 0;
  }
}
