package com.qubetics.dvpn.http;

import org.springframework.http.HttpStatus;

/// An expected "no" to a request: becomes a problem document with a stable code (docs/protocol.md
/// section 8). Thrown at the edge only; inner layers return results.
public final class Refusal extends RuntimeException {
  private final HttpStatus status;
  private final String code;

  /// @param code stable, capitals with underscores, listed in the service's README
  /// @param detail one sentence for people, with the remedy; no secret and no client address
  public Refusal(HttpStatus status, String code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
  }

  public HttpStatus status() {
    return status;
  }

  public String code() {
    return code;
  }
}
