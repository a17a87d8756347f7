package com.qubetics.dvpn.gateway.limit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/// Counts what bears a node's signature per client address, before its body is read and the
/// signature verified: a rate per node alone would stop nobody who makes up a key for each request.
public final class SignedLimit extends OncePerRequestFilter {
  private static final String SCHEME = "DvpnNode";

  private final RequestLimit limit;

  SignedLimit(RequestLimit limit) {
    this.limit = limit;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    boolean signed = header != null && header.startsWith(SCHEME);
    if (!signed || limit.admitsSigned(request, response)) {
      chain.doFilter(request, response);
    }
  }
}
