package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.caller.RequestLine;
import com.qubetics.dvpn.http.caller.TokenVerifier;
import com.qubetics.dvpn.http.caller.TokenVerifier.Admitted;
import com.qubetics.dvpn.http.caller.TokenVerifier.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/// Admits a request only with a token that its issuer signed for this service and this very
/// request. There is no path, method or dispatch that it leaves out: it does not look at what the
/// path means, so that no spelling of one gets round it. Health and metrics have a port of their
/// own.
///
/// The first of all filters; what a refused caller gets does not tell why.
final class InnerDoor extends HttpFilter {
  @Serial private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(InnerDoor.class);

  /// Names the caller to what comes after; only this filter sets it.
  private static final String ADMITTED = InnerDoor.class.getName();

  private static final String REFUSED =
      """
      {"type":"urn:dvpn:problem:NOT_THE_GATEWAY","code":"NOT_THE_GATEWAY","title":"Forbidden",\
      "status":403,"detail":"Services answer the gateway only; call the gateway."}\
      """;

  private final transient TokenVerifier verifier;
  private final transient MeterRegistry meters;

  InnerDoor(TokenVerifier verifier, MeterRegistry meters) {
    this.verifier = verifier;
    this.meters = meters;
  }

  /// The caller of a request that was admitted.
  static Optional<Admitted> callerOf(HttpServletRequest request) {
    return request.getAttribute(ADMITTED) instanceof Admitted admitted
        ? Optional.of(admitted)
        : Optional.empty();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // Error pages and continued requests are dispatched again with what the first one was given.
    if (callerOf(request).isEmpty()) {
      RequestLine line =
          RequestLine.of(request.getMethod(), request.getRequestURI(), request.getQueryString());
      switch (verifier.verify(request.getHeader(HttpHeaders.AUTHORIZATION), line)) {
        case Admitted admitted -> request.setAttribute(ADMITTED, admitted);
        case Refused refused -> {
          refuse(refused, response);
          return;
        }
      }
    }
    chain.doFilter(request, response);
  }

  private void refuse(Refused refused, HttpServletResponse response) throws IOException {
    meters.counter("dvpn_door_refused", "reason", refused.reason().name()).increment();
    log.debug("request refused reason={}", refused.reason());
    response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getWriter().write(REFUSED);
  }
}
