package com.qubetics.dvpn.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/// Gives each successful GET an `ETag` (RFC 9110, section 8.8.3), answers 304 to whoever has it,
/// and makes a HEAD of each GET: the same headers, by the same handler, and no body.
///
/// The tag is strong: a digest of the very bytes, which no content coding changes here. `Range` is
/// not looked at, since the tag of a part would not be the tag of the whole.
public class EntityTags extends ShallowEtagHeaderFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean reads =
        HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
    if (reads) {
      super.doFilterInternal(new Whole(request), response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  /// A GET of all there is. The container, which knows better, leaves the body out for a HEAD.
  private static final class Whole extends HttpServletRequestWrapper {
    Whole(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getMethod() {
      return HttpMethod.GET.name();
    }

    @Override
    public @Nullable String getHeader(String name) {
      return isRange(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return isRange(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    private static boolean isRange(String name) {
      return HttpHeaders.RANGE.equalsIgnoreCase(name);
    }
  }
}
