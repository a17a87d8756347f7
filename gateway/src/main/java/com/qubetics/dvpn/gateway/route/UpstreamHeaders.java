package com.qubetics.dvpn.gateway.route;

import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import java.util.List;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.function.ServerRequest;

/// What a service gets to see of a request's headers: an allow-list, so that neither a forged
/// `X-Dvpn-…`, nor a token, nor anything that names the client's address (`X-Forwarded-For`,
/// `Forwarded`, cookies; invariant I11) passes; and the gateway's own word on who calls. A route
/// that measures a node's host tells the address of that host: it is no user's, and about to be
/// published as the node's endpoint.
///
/// Runs last of the header filters, so that nothing is put back after it.
final class UpstreamHeaders implements RequestHttpHeadersFilter, Ordered {
  static final String INTERNAL = "X-Dvpn-Internal";
  static final String ACCOUNT = "X-Dvpn-Account";
  static final String APP_KEY = "X-Dvpn-App-Key";
  static final String NODE = "X-Dvpn-Node";
  static final String ADDRESS = "X-Dvpn-Address";

  private static final List<String> PASSED =
      List.of(
          HttpHeaders.ACCEPT,
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.IF_NONE_MATCH,
          "Idempotency-Key");

  private final String secret;

  UpstreamHeaders(String secret) {
    this.secret = secret;
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public HttpHeaders apply(HttpHeaders input, ServerRequest request) {
    HttpHeaders output = new HttpHeaders();
    for (String name : PASSED) {
      List<String> values = input.get(name);
      if (values != null) {
        output.addAll(name, values);
      }
    }
    output.set(INTERNAL, secret);
    CallerAuthentication.callerOf(SecurityContextHolder.getContext().getAuthentication())
        .ifPresent(caller -> name(caller, output));
    RouteTable.find(request.method().name(), request.uri().getRawPath())
        .filter(Route::measurement)
        .ifPresent(route -> output.set(ADDRESS, request.servletRequest().getRemoteAddr()));
    return output;
  }

  private static void name(Caller caller, HttpHeaders output) {
    switch (caller) {
      case Caller.User user -> {
        output.set(ACCOUNT, user.account().toString());
        output.set(APP_KEY, user.appKey().toString());
      }
      case Caller.Agent agent -> output.set(NODE, agent.node().toString());
    }
  }
}
