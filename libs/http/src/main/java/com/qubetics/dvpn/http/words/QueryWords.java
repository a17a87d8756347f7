package com.qubetics.dvpn.http.words;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashSet;
import java.util.Set;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/// Refuses a query with a parameter that the handler does not take, with one twice, or with an
/// empty one.
final class QueryWords implements HandlerInterceptor {
  private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getQueryString() != null && handler instanceof HandlerMethod method) {
      Set<String> known = known(method);
      UriComponentsBuilder.newInstance()
          .query(request.getQueryString())
          .build()
          .getQueryParams()
          .forEach(
              (name, values) -> {
                if (!known.contains(name)) {
                  throw new Malformed(name, "unknown");
                }
                if (values.size() > 1) {
                  throw new Malformed(name, "given twice");
                }
                // Spring would take the default for it.
                if (values.getFirst() == null || values.getFirst().isBlank()) {
                  throw new Malformed(name, "empty");
                }
              });
    }
    return true;
  }

  private static Set<String> known(HandlerMethod method) {
    Set<String> known = new HashSet<>();
    for (MethodParameter parameter : method.getMethodParameters()) {
      if (parameter.hasParameterAnnotation(RequestParam.class)) {
        parameter.initParameterNameDiscovery(NAMES);
        known.add(parameter.getParameterName());
      }
    }
    return known;
  }
}
