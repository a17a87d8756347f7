package com.qubetics.dvpn.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets only the gateway (and services that share its secret) into `/api/**` and `/internal/**`;
/// health and metrics stay open to whoever reaches the port. The secret is compared in constant
/// time.
public final class InnerDoor extends OncePerRequestFilter {
  public static final String INTERNAL = "X-Dvpn-Internal";
  public static final String ACCOUNT = "X-Dvpn-Account";
  public static final String APP_KEY = "X-Dvpn-App-Key";
  public static final String NODE = "X-Dvpn-Node";

  /// Where a node's request came from; sent with measurements of the node's host only.
  public static final String ADDRESS = "X-Dvpn-Address";

  private static final String REFUSED =
      """
      {"type":"urn:dvpn:problem:NOT_THE_GATEWAY","code":"NOT_THE_GATEWAY","title":"Forbidden",\
      "status":403,"detail":"Services answer the gateway only; call the gateway."}""";

  private final byte[] secret;

  InnerDoor(String secret) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return !path.startsWith("/api/") && !path.startsWith("/internal/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String given = request.getHeader(INTERNAL);
    if (given == null || !MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8))) {
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.getWriter().write(REFUSED);
      return;
    }
    chain.doFilter(request, response);
  }
}
