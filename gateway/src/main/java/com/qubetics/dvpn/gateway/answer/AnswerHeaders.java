package com.qubetics.dvpn.gateway.answer;

import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/// The headers of every answer. Nothing that is answered here is run, framed, guessed at or told
/// other sites about; the one page runs its own script and style, and no other.
final class AnswerHeaders implements HeaderWriter {
  private static final String NOTHING =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// The digest is of the page's style element; a test says which if it changes.
  private static final String PAGE =
      NOTHING
          + "; script-src 'self'; connect-src 'self'"
          + "; style-src 'sha256-5B4TjxQ0A08AAyqeJJIyLXbKsUpis3o8TpjiUOYY0co='";

  private static final String NO_FEATURES =
      "camera=(), display-capture=(), fullscreen=(), geolocation=(), microphone=(), payment=(),"
          + " usb=()";

  private static final HeaderWriter ALWAYS =
      new StaticHeadersWriter(
          List.of(
              new Header("X-Content-Type-Options", "nosniff"),
              new Header("X-Frame-Options", "DENY"),
              new Header("Referrer-Policy", "no-referrer"),
              new Header("Cross-Origin-Opener-Policy", "same-origin"),
              new Header("Cross-Origin-Resource-Policy", "same-origin"),
              new Header("Permissions-Policy", NO_FEATURES)));

  private final HstsHeaderWriter httpsOnly = new HstsHeaderWriter(false);

  @Override
  public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
    ALWAYS.writeHeaders(request, response);
    httpsOnly.writeHeaders(request, response);
    response.setHeader("Content-Security-Policy", isPage(request) ? PAGE : NOTHING);
    if (!response.containsHeader(HttpHeaders.CACHE_CONTROL)) {
      response.setHeader(
          HttpHeaders.CACHE_CONTROL, isForAll(request, response) ? "no-cache" : "no-store");
    }
  }

  /// No path at all, in what is no HTTP.
  private static boolean isPage(HttpServletRequest request) {
    return request.getRequestURI() != null && request.getRequestURI().endsWith(".html");
  }

  /// Whether a cache may keep the answer, to ask each time if it is still the same.
  private static boolean isForAll(HttpServletRequest request, HttpServletResponse response) {
    int status = response.getStatus();
    return (status == HttpServletResponse.SC_OK || status == HttpServletResponse.SC_NOT_MODIFIED)
        && request.getHeader(HttpHeaders.AUTHORIZATION) == null
        && RouteTable.of(request)
            .filter(route -> route.method().equals(HttpMethod.GET))
            .filter(route -> route.who() == Route.Who.ALL)
            .isPresent();
  }
}
