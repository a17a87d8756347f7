package com.qubetics.dvpn.gateway.problem;

import org.springframework.http.HttpStatus;

/// An expected "no", thrown on the way to the edge, where it becomes its [Problem].
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public Refused(HttpStatus status, String code, String detail) {
    super(detail, null, false, false);
    this.problem = new Problem(status, code, detail);
  }

  public Problem problem() {
    return problem;
  }
}
