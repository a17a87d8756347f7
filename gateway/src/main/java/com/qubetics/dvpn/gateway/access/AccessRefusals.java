package com.qubetics.dvpn.gateway.access;

import com.qubetics.dvpn.gateway.login.AccessTokens;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/// The "no" of the security chain: no such call (404, 405), caller not proven (401), or the wrong
/// kind of caller (403).
@Component
class AccessRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {
  private final Problems problems;

  AccessRefusals(Problems problems) {
    this.problems = problems;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
      throws IOException {
    if (reason instanceof OAuth2AuthenticationException) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
      problems.write(
          response,
          Problems.of(
              ProblemCode.TOKEN_INVALID,
              AccessTokens.timeFault(reason)
                  .orElse(
                      "The access token is malformed or revoked; get one at"
                          + " /api/v1/login/tokens.")));
      return;
    }
    Optional<Route> route = RouteTable.of(request);
    if (route.isEmpty()) {
      unknown(request, response);
      return;
    }
    boolean node = route.get().who() == Route.Who.NODE;
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, node ? "DvpnNode" : "Bearer");
    problems.write(
        response,
        Problems.of(
            ProblemCode.UNAUTHENTICATED,
            node
                ? "This call is a node's: sign it with the node key."
                : "This call needs an access token; log in at /api/v1/login."));
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
      throws IOException {
    if (RouteTable.of(request).isEmpty()) {
      unknown(request, response);
      return;
    }
    problems.write(
        response,
        Problems.of(
            ProblemCode.WRONG_CALLER,
            "Users call with an access token, nodes with their node key; this was the other."));
  }

  private void unknown(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<HttpMethod> methods = RouteTable.methodsOf(request.getRequestURI());
    if (methods.isEmpty()) {
      problems.write(response, Problems.of(ProblemCode.NOT_FOUND, "There is no such path."));
      return;
    }
    response.setHeader(
        HttpHeaders.ALLOW,
        methods.stream().map(HttpMethod::name).distinct().collect(Collectors.joining(", ")));
    problems.write(
        response,
        Problems.of(
            ProblemCode.METHOD_NOT_ALLOWED, "The path does not know this method; see Allow."));
  }
}
