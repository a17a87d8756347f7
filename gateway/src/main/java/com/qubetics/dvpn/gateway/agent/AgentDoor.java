package com.qubetics.dvpn.gateway.agent;

import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import com.qubetics.dvpn.gateway.limit.BodyLimit;
import com.qubetics.dvpn.gateway.network.NetworkFile;
import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Authenticates a node by its signature over the request at hand. Says who calls, not whether the
/// node is registered: that is the services' to judge; nor whether the request came before: that is
/// [AgentRepeats]'s, after the rates.
public final class AgentDoor extends OncePerRequestFilter {
  private final Domain domain;
  private final Problems problems;
  private final Clock clock;

  public AgentDoor(NetworkFile network, Problems problems, Clock clock) {
    this.domain = network.domain();
    this.problems = problems;
    this.clock = clock;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.startsWith(AgentAuthorization.SCHEME)) {
      try {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
            new CallerAuthentication(new Caller.Agent(authenticate(header, request))));
        SecurityContextHolder.setContext(context);
      } catch (Refusal refused) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "DvpnNode");
        problems.write(response, refused.problem());
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private NodeId authenticate(String header, HttpServletRequest request) {
    AgentAuthorization authorization;
    try {
      authorization = AgentAuthorization.parse(header);
    } catch (IllegalArgumentException e) {
      throw new Refusal(ProblemCode.AGENT_AUTHORIZATION_MALFORMED, String.valueOf(e.getMessage()));
    }
    Instant at = Instant.ofEpochSecond(authorization.at());
    Instant now = clock.instant();
    if (!ClockTolerance.covers(at, now)) {
      throw new Refusal(
          ProblemCode.AGENT_CLOCK_WRONG,
          "The request was signed at %s; %s s are allowed: check the host's clock."
              .formatted(new TimeGap(at, now).against("the gateway's"), ClockTolerance.SECONDS));
    }
    Signed<AgentRequest> signed =
        authorization.over(request.getMethod(), target(request), BodyLimit.bodyOf(request));
    if (!signed.isBy(authorization.node().address(), domain)) {
      throw new Refusal(
          ProblemCode.SIGNATURE_INVALID,
          "The signature is not by this node over this very request.");
    }
    request.setAttribute(
        SignedRequest.ATTRIBUTE, new SignedRequest(signed.message().digest(domain), at));
    return authorization.node();
  }

  private static String target(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
  }
}
