package com.qubetics.dvpn.gateway.route;

import java.util.List;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/// What a service gets to see of a request's headers: an allow-list, so that neither a token, nor
/// anything that names the client's address (`X-Forwarded-For`, `Forwarded`, cookies; invariant
/// I11) passes. Who calls, [UpstreamCaller] adds.
///
/// Runs last of the header filters, so that nothing is put back after it.
final class UpstreamHeaders implements RequestHttpHeadersFilter, Ordered {
  private static final List<String> PASSED =
      List.of(HttpHeaders.ACCEPT, HttpHeaders.CONTENT_TYPE, HttpHeaders.IF_NONE_MATCH);

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
    return output;
  }
}
