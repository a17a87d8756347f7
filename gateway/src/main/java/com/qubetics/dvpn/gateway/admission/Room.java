package com.qubetics.dvpn.gateway.admission;

import com.qubetics.dvpn.gateway.problem.Problem;
import com.qubetics.dvpn.gateway.problem.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/// Why there is no room for a request at the moment.
public enum Room {
  /// Its address has what one address may have.
  NONE_FOR_ADDRESS(
      new Problem(
          HttpStatus.TOO_MANY_REQUESTS,
          "TOO_MANY_AT_ONCE",
          "This address has too much under way at once; wait for its other requests.")),
  /// The gateway is full.
  NONE(
      new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "OVERLOADED",
          "The gateway has as much to do as it can hold; try again."));

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
