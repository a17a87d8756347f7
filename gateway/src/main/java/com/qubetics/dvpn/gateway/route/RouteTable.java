package com.qubetics.dvpn.gateway.route;

import static com.qubetics.dvpn.gateway.route.Route.Upstream.GATEWAY;
import static com.qubetics.dvpn.gateway.route.Route.Upstream.LEDGER;
import static com.qubetics.dvpn.gateway.route.Route.Upstream.REGISTRY;
import static com.qubetics.dvpn.gateway.route.Route.Upstream.REWARDS;
import static com.qubetics.dvpn.gateway.route.Route.Upstream.SELECTOR;
import static com.qubetics.dvpn.gateway.route.Route.Who.ACCOUNT;
import static com.qubetics.dvpn.gateway.route.Route.Who.ALL;
import static com.qubetics.dvpn.gateway.route.Route.Who.NODE;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

/// Everything that can be called (docs/protocol.md section 8). What is not in here does not exist:
/// it is answered with 404 before any controller or service sees it.
public final class RouteTable {
  private static final PathPatternParser PATTERNS = new PathPatternParser();

  private static final String FOUND = RouteTable.class.getName() + ".found";

  private static final List<Route> ROUTES =
      List.of(
          get("/api/v1/network", ALL, GATEWAY),
          post("/api/v1/login/nonces", ALL, GATEWAY),
          post("/api/v1/login", ALL, GATEWAY),
          post("/api/v1/login/tokens", ALL, GATEWAY),
          get("/api/v1/login/app-keys", ACCOUNT, GATEWAY),
          delete("/api/v1/login/app-keys/{appKey}", ACCOUNT, GATEWAY),
          get("/openapi.json", ALL, GATEWAY),
          get("/register.html", ALL, GATEWAY),
          get("/register.js", ALL, GATEWAY),
          get("/actuator/health", ALL, GATEWAY),
          get("/api/v1/nodes", ALL, REGISTRY),
          get("/api/v1/nodes/{id}", ALL, REGISTRY),
          get("/api/v1/providers/{account}", ALL, REGISTRY),
          get("/api/v1/nodes/{id}/chain-history", ALL, REGISTRY),
          get("/api/v1/providers/{account}/chain-history", ALL, REGISTRY),
          post("/api/v1/transactions/register", ALL, REGISTRY),
          post("/api/v1/transactions/update", ALL, REGISTRY),
          post("/api/v1/transactions/rotate-node-key", ALL, REGISTRY),
          post("/api/v1/transactions/top-up-deposit", ALL, REGISTRY),
          post("/api/v1/transactions/top-up-buffer", ALL, REGISTRY),
          post("/api/v1/transactions/withdraw-buffer", ALL, REGISTRY),
          post("/api/v1/transactions/announce-exit", ALL, REGISTRY),
          post("/api/v1/transactions/withdraw", ALL, REGISTRY),
          post("/api/v1/transactions/contest", ALL, REGISTRY),
          post("/api/v1/account-signatures", ALL, REGISTRY),
          get("/api/v1/slots/{slot}", ALL, REGISTRY),
          get("/api/v1/epochs/{n}/performance", ALL, REGISTRY),
          get("/api/v1/epochs/{n}/probe-answers", ALL, REGISTRY),
          post("/api/v1/agent/heartbeats", NODE, REGISTRY),
          post("/api/v1/agent/probe-results", NODE, REGISTRY),
          measurement(post("/api/v1/agent/reachability", NODE, REGISTRY)),
          measurement(get("/api/v1/agent/bandwidth", NODE, GATEWAY)),
          post("/api/v1/selections", ACCOUNT, SELECTOR),
          post("/api/v1/sessions", ACCOUNT, LEDGER),
          get("/api/v1/sessions", ACCOUNT, LEDGER),
          get("/api/v1/sessions/{id}", ACCOUNT, LEDGER),
          delete("/api/v1/sessions/{id}", ACCOUNT, LEDGER),
          get("/api/v1/sessions/{id}/usage", ACCOUNT, LEDGER),
          post("/api/v1/sessions/{id}/acks", ACCOUNT, LEDGER),
          get("/api/v1/allowance", ACCOUNT, LEDGER),
          get("/api/v1/agent/peers", NODE, LEDGER),
          post("/api/v1/agent/peers/results", NODE, LEDGER),
          post("/api/v1/agent/usage", NODE, LEDGER),
          get("/api/v1/epochs/{n}/sessions", ALL, LEDGER),
          get("/api/v1/epochs/{n}/openings", ALL, LEDGER),
          get("/api/v1/epochs", ALL, REWARDS),
          get("/api/v1/epochs/{n}", ALL, REWARDS),
          get("/api/v1/epochs/{n}/rewards", ALL, REWARDS),
          get("/api/v1/rewards/{account}", ALL, REWARDS),
          get("/api/v1/claims/{account}", ALL, REWARDS),
          post("/api/v1/transactions/claim", ALL, REWARDS),
          post("/api/v1/transactions/buy-pass", ALL, REWARDS),
          get("/api/v1/providers/{account}/keeper", ACCOUNT, REWARDS),
          put("/api/v1/providers/{account}/keeper", ACCOUNT, REWARDS));

  private RouteTable() {}

  public static List<Route> routes() {
    return ROUTES;
  }

  /// What was found for a request.
  ///
  /// @param line method and raw path that it was found for: a request that is dispatched once more
  ///   has another
  private record Found(String line, Optional<Route> route) {}

  /// The route of the request at hand, looked for once however many ask.
  public static Optional<Route> of(HttpServletRequest request) {
    String line = request.getMethod() + " " + request.getRequestURI();
    if (request.getAttribute(FOUND) instanceof Found found && found.line().equals(line)) {
      return found.route();
    }
    Optional<Route> route = find(request.getMethod(), request.getRequestURI());
    request.setAttribute(FOUND, new Found(line, route));
    return route;
  }

  /// A HEAD is its GET's.
  ///
  /// @param path raw, as sent, without the query
  public static Optional<Route> find(String method, String path) {
    String asked = HttpMethod.HEAD.matches(method) ? HttpMethod.GET.name() : method;
    PathContainer parsed = PathContainer.parsePath(path);
    for (Route route : ROUTES) {
      if (route.method().matches(asked) && route.path().matches(parsed)) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /// The methods that `path` knows; empty if there is no such path.
  public static List<HttpMethod> methodsOf(String path) {
    PathContainer parsed = PathContainer.parsePath(path);
    return ROUTES.stream()
        .filter(route -> route.path().matches(parsed))
        .map(Route::method)
        .flatMap(
            method ->
                method.equals(HttpMethod.GET)
                    ? Stream.of(method, HttpMethod.HEAD)
                    : Stream.of(method))
        .toList();
  }

  private static Route measurement(Route route) {
    return new Route(route.method(), route.path(), route.who(), route.upstream(), true);
  }

  private static Route get(String path, Route.Who who, Route.Upstream upstream) {
    return new Route(HttpMethod.GET, PATTERNS.parse(path), who, upstream, false);
  }

  private static Route post(String path, Route.Who who, Route.Upstream upstream) {
    return new Route(HttpMethod.POST, PATTERNS.parse(path), who, upstream, false);
  }

  private static Route put(String path, Route.Who who, Route.Upstream upstream) {
    return new Route(HttpMethod.PUT, PATTERNS.parse(path), who, upstream, false);
  }

  private static Route delete(String path, Route.Who who, Route.Upstream upstream) {
    return new Route(HttpMethod.DELETE, PATTERNS.parse(path), who, upstream, false);
  }
}
