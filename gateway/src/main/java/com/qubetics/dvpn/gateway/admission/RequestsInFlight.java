package com.qubetics.dvpn.gateway.admission;

import com.qubetics.dvpn.http.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Counts what is under way, before anything is done for it. A question for health is answered even
/// when the gateway is full, so that who balances between gateways sees a full one from a sick one.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestsInFlight extends OncePerRequestFilter {
  private static final String HEALTH = "/actuator/health";

  private final Admission admission;
  private final Problems problems;

  RequestsInFlight(Admission admission, Problems problems) {
    this.admission = admission;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String address = ClientAddress.of(request);
    Optional<Room> refusal = admission.requestRefusal(address);
    if (refusal.isEmpty()) {
      try {
        chain.doFilter(request, response);
      } finally {
        admission.requestEnded(address);
      }
    } else if (refusal.get() == Room.NONE && request.getRequestURI().equals(HEALTH)) {
      chain.doFilter(request, response);
    } else {
      refusal.get().refuse(response, problems);
    }
  }
}
