package com.qubetics.dvpn.gateway.limit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Counts requests per account and per node, and measurements per client address, whoever calls.
/// Each request was counted for its client address before, as anonymous or as one that bears a
/// credential ([AddressLimit]).
public final class RequestLimit extends OncePerRequestFilter {
  private final Rates rates;

  public RequestLimit(Rates rates) {
    this.rates = rates;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (rates.admits(request, response)) {
      chain.doFilter(request, response);
    }
  }
}
