package com.qubetics.dvpn.gateway.route;

import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.ResponseHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerResponse;

/// Leaves a service's `Date` out of the answer, so that the container puts the gateway's own there,
/// as it does on every answer that lacks one. Clients and agents compare their clocks with it; they
/// would else compare with whichever service was asked.
final class UpstreamDate implements ResponseHttpHeadersFilter, Ordered {

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public HttpHeaders apply(HttpHeaders input, ServerResponse response) {
    HttpHeaders output = new HttpHeaders();
    output.putAll(input);
    output.remove(HttpHeaders.DATE);
    return output;
  }
}
