package com.qubetics.dvpn.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.springframework.http.HttpStatus;

/// A refusal as the caller reads it (docs/protocol.md section 8).
///
/// @param code stable, capitals with underscores; the table is in README.md
/// @param detail one sentence with the remedy; no secret, no client address
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String code, String title, int status, String detail) {

  public static final Problem BODY_TOO_SLOW =
      new Problem(
          HttpStatus.REQUEST_TIMEOUT,
          "BODY_TOO_SLOW",
          "The body did not come in time; send it again, or less at once.");

  public Problem(HttpStatus status, String code, String detail) {
    this("urn:dvpn:problem:" + code, code, status.getReasonPhrase(), status.value(), detail);
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
