package com.qubetics.dvpn.gateway.limit;

import com.qubetics.dvpn.gateway.admission.ClientAddress;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/// Counts each request for its client address, before its body is read and its credential verified:
/// a rate per node or account alone would stop nobody who makes up a key or token for each. What
/// turns out to prove nothing is counted several times.
public final class AddressLimit extends OncePerRequestFilter {
  private final Rates rates;

  public AddressLimit(Rates rates) {
    this.rates = rates;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String address = ClientAddress.of(request);
    boolean credential = bearsCredential(request);
    if (rates.admits(address, credential, response)) {
      chain.doFilter(request, response);
      if (provedNothing(request, response.getStatus())) {
        rates.failed(address, credential);
      }
    }
  }

  private static boolean bearsCredential(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      return false;
    }
    String scheme = header.toLowerCase(Locale.ROOT);
    return scheme.startsWith("dvpnnode") || scheme.startsWith("bearer");
  }

  /// A service answers 404 to a node that it does not know.
  private static boolean provedNothing(HttpServletRequest request, int status) {
    return switch (status) {
      case 401, 403 -> true;
      case 404 -> RouteTable.of(request).filter(route -> route.who() == Route.Who.NODE).isPresent();
      default -> false;
    };
  }
}
