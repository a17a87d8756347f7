package com.qubetics.dvpn.gateway.admission;

import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/// Why there is no room for a request at the moment.
public enum Room {
  /// Its address has what one address may have.
  NONE_FOR_ADDRESS(
      Problems.of(
          ProblemCode.TOO_MANY_AT_ONCE,
          "This address has too much under way at once; wait for its other requests.")),
  /// The gateway is full.
  NONE(
      Problems.of(
          ProblemCode.OVERLOADED, "The gateway has as much to do as it can hold; try again."));

  private final Problem problem;

  Room(Problem problem) {
    this.problem = problem;
  }

  /// Refuses, and closes the connection: the next try pays for another.
  public void refuse(HttpServletResponse response, Problems problems) throws IOException {
    response.setHeader(HttpHeaders.CONNECTION, "close");
    response.setHeader(HttpHeaders.RETRY_AFTER, "1");
    problems.write(response, problem);
  }
}
