package com.qubetics.dvpn.gateway.access;

import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Keeps everybody out until the gateway has started as a whole, and from when it stops. The port
/// is open before: what came in then would be proxied without the header filters, which are only
/// collected at the start's end.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class ClosedUntilStarted extends OncePerRequestFilter {
  private final ApplicationAvailability availability;
  private final Problems problems;

  ClosedUntilStarted(ApplicationAvailability availability, Problems problems) {
    this.availability = availability;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC) {
      chain.doFilter(request, response);
      return;
    }
    problems.write(
        response,
        Problems.of(ProblemCode.UNAVAILABLE, "The gateway is starting or stopping; try again."));
  }
}
