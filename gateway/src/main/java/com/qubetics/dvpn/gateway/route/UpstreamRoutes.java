package com.qubetics.dvpn.gateway.route;

import static org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions.route;
import static org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions.http;

import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.http.caller.TokenSigner;
import com.qubetics.dvpn.http.caller.TokenVerifier;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.util.Optional;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/// Proxies what [RouteTable] gives to a service. An upstream that can't be reached is 502, one that
/// does not answer in time 504; both say `Retry-After`, since every call can be repeated.
@Configuration(proxyBeanMethods = false)
class UpstreamRoutes {

  @Bean
  UpstreamHeaders upstreamHeaders() {
    return new UpstreamHeaders();
  }

  @Bean
  RestClientCustomizer upstreamCaller(UpstreamSettings settings, Clock clock) {
    TokenSigner signer =
        TokenSigner.of(TokenVerifier.GATEWAY, settings.keyFile(), clock, System::nanoTime);
    return client -> client.requestInitializer(new UpstreamCaller(signer));
  }

  @Bean
  UpstreamDate upstreamDate() {
    return new UpstreamDate();
  }

  @Bean
  RouterFunction<ServerResponse> upstreams(UpstreamSettings settings, MeterRegistry meters) {
    for (Route.Upstream upstream : Route.Upstream.values()) {
      if (upstream != Route.Upstream.GATEWAY) {
        failures(meters, upstream.name(), true);
        failures(meters, upstream.name(), false);
      }
    }
    return route("upstream")
        .route(request -> upstreamOf(request).isPresent(), http())
        .before(
            request -> {
              upstreamOf(request)
                  .ifPresent(upstream -> MvcUtils.setRequestUrl(request, settings.of(upstream)));
              return request;
            })
        .filter((request, next) -> answer(request, next, meters))
        .build();
  }

  private static Optional<Route.Upstream> upstreamOf(ServerRequest request) {
    return RouteTable.of(request.servletRequest())
        .map(Route::upstream)
        .filter(upstream -> upstream != Route.Upstream.GATEWAY);
  }

  private static Counter failures(MeterRegistry meters, String upstream, boolean late) {
    return meters.counter(
        "dvpn_gateway_upstream_failures",
        "upstream",
        upstream,
        "reason",
        late ? "timeout" : "unreachable");
  }

  private static ServerResponse answer(
      ServerRequest request, HandlerFunction<ServerResponse> next, MeterRegistry meters)
      throws Exception {
    try {
      return next.handle(request);
    } catch (ResourceAccessException e) {
      boolean late =
          e.getCause() instanceof HttpTimeoutException
              && !(e.getCause() instanceof HttpConnectTimeoutException);
      String upstream = upstreamOf(request).map(Enum::name).orElse("NONE");
      failures(meters, upstream, late).increment();
      Problem problem =
          late
              ? Problems.of(
                  ProblemCode.UPSTREAM_TIMEOUT,
                  "The service behind this call did not answer in time; try again.")
              : Problems.of(
                  ProblemCode.UPSTREAM_UNAVAILABLE,
                  "The service behind this call can't be reached; try again.");
      return ServerResponse.status(problem.status())
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .header("Retry-After", Integer.toString(Problems.retryAfterSeconds(problem)))
          .body(problem);
    }
  }
}
