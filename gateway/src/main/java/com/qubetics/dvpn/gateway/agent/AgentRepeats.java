package com.qubetics.dvpn.gateway.agent;

import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/// Takes each signed request once. Stands behind the rates, so that what they refuse is not stored.
public final class AgentRepeats extends OncePerRequestFilter {
  private final SeenRequests seen;
  private final Problems problems;

  public AgentRepeats(SeenRequests seen, Problems problems) {
    this.seen = seen;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getAttribute(SignedRequest.ATTRIBUTE) instanceof SignedRequest signed
        && !seen.first(signed.digest(), signed.at())) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "DvpnNode");
      problems.write(
          response,
          Problems.of(
              ProblemCode.AGENT_REQUEST_REPEATED,
              "A request is taken once; sign it anew with a later time."));
      return;
    }
    chain.doFilter(request, response);
  }
}
