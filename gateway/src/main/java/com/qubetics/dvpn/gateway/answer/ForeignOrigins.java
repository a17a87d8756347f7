package com.qubetics.dvpn.gateway.answer;

import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/// Refuses what a page of an origin that is not listed sends, whether it asks beforehand or not.
/// What names no origin (apps, agents, a page of this very host) is not looked at.
final class ForeignOrigins extends DefaultCorsProcessor {
  private final Problems problems;

  ForeignOrigins(Problems problems) {
    this.problems = problems;
  }

  @Override
  public boolean processRequest(
      @Nullable CorsConfiguration allowed, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      return super.processRequest(allowed, request, response);
    } catch (IllegalArgumentException notAnOrigin) {
      refuse(response);
      return false;
    }
  }

  @Override
  protected void rejectRequest(ServerHttpResponse response) throws IOException {
    refuse(((ServletServerHttpResponse) response).getServletResponse());
  }

  private void refuse(HttpServletResponse response) throws IOException {
    problems.write(
        response,
        Problems.of(
            ProblemCode.ORIGIN_NOT_ALLOWED,
            "Pages of this origin may not call here; the operator lists those that may."));
  }
}
