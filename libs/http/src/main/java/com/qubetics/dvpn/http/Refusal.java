package com.qubetics.dvpn.http;

import java.util.Map;
import org.springframework.http.HttpStatus;

/// An expected "no" to a request: becomes a problem document with a stable code (docs/protocol.md
/// section 8). Thrown at the edge only; inner layers return results.
public final class Refusal extends RuntimeException {
  private final HttpStatus status;
  private final String code;
  private final transient Map<String, Object> members;

  /// @param code stable, capitals with underscores, listed in the service's README
  /// @param detail one sentence for people, with the remedy; no secret and no client address
  public Refusal(HttpStatus status, String code, String detail) {
    this(status, code, detail, Map.of());
  }

  /// @param members more of the document, for programs: what `detail` says in words
  public Refusal(HttpStatus status, String code, String detail, Map<String, Object> members) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.members = Map.copyOf(members);
  }

  public HttpStatus status() {
    return status;
  }

  public String code() {
    return code;
  }

  public Map<String, Object> members() {
    return members;
  }
}
