package com.qubetics.dvpn.gateway.limit;

import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import com.qubetics.dvpn.gateway.problem.Problem;
import com.qubetics.dvpn.gateway.problem.Problems;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Counts requests per account, per node or, where nobody is proven, per client address (IPv6: per
/// /64); measurements per client address, whoever calls; signed ones per client address too, before
/// anything else ([SignedLimit]). Addresses live in this process's memory for the seconds their
/// rate needs, never elsewhere (invariant I11); why each replica counts for itself: RATIONALE.md.
public class RequestLimit extends OncePerRequestFilter {

  /// @param seconds in which a burst is allowed again
  private record Asker(String kind, String key, RequestRate rate, int burst, long seconds) {
    static Asker of(String kind, String key, RequestRate rate, LimitSettings.Rate allowed) {
      return new Asker(
          kind, key, rate, allowed.burst(), Math.ceilDiv(allowed.burst(), allowed.perSecond()));
    }
  }

  private static final List<String> KINDS =
      List.of("anonymous", "account", "node", "signed", "measurement");

  private final LimitSettings settings;
  private final RequestRate anonymous;
  private final RequestRate accounts;
  private final RequestRate nodes;
  private final RequestRate signed;
  private final RequestRate measurements;
  private final Problems problems;
  private final MeterRegistry meters;

  RequestLimit(LimitSettings settings, Problems problems, MeterRegistry meters) {
    this.settings = settings;
    this.anonymous = new RequestRate(settings.anonymous());
    this.accounts = new RequestRate(settings.account());
    this.nodes = new RequestRate(settings.node());
    this.signed = new RequestRate(settings.signed());
    this.measurements =
        new RequestRate(settings.measurement().every().toNanos(), settings.measurement().burst());
    this.problems = problems;
    this.meters = meters;
    KINDS.forEach(this::limited);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (admits(asker(request), response)) {
      chain.doFilter(request, response);
    }
  }

  /// Counts a request that bears a node's signature, true or not, for its client address; a refusal
  /// is written.
  boolean admitsSigned(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return admits(Asker.of("signed", group(request), signed, settings.signed()), response);
  }

  private boolean admits(Asker asker, HttpServletResponse response) throws IOException {
    RequestRate.Decision decision = asker.rate().take(asker.key(), System.nanoTime());
    response.setHeader(
        "RateLimit-Policy",
        "\"%s\";q=%d;w=%d".formatted(asker.kind(), asker.burst(), asker.seconds()));
    response.setHeader(
        "RateLimit",
        "\"%s\";r=%d;t=%d".formatted(asker.kind(), decision.remaining(), decision.waitSeconds()));
    if (!decision.admitted()) {
      limited(asker.kind()).increment();
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(decision.waitSeconds()));
      problems.write(
          response,
          new Problem(
              HttpStatus.TOO_MANY_REQUESTS,
              "RATE_LIMITED",
              "Too many requests; Retry-After says how many seconds to wait."));
    }
    return decision.admitted();
  }

  private Counter limited(String kind) {
    return meters.counter("dvpn_gateway_limited", "caller", kind);
  }

  @Scheduled(fixedDelayString = "PT10S")
  void forget() {
    long now = System.nanoTime();
    anonymous.forget(now);
    accounts.forget(now);
    nodes.forget(now);
    signed.forget(now);
    measurements.forget(now);
  }

  private Asker asker(HttpServletRequest request) {
    if (RouteTable.find(request.getMethod(), request.getRequestURI())
        .filter(Route::measurement)
        .isPresent()) {
      LimitSettings.Interval allowed = settings.measurement();
      return new Asker(
          "measurement",
          group(request),
          measurements,
          allowed.burst(),
          allowed.every().multipliedBy(allowed.burst()).toSeconds());
    }
    Optional<Caller> caller =
        CallerAuthentication.callerOf(SecurityContextHolder.getContext().getAuthentication());
    if (caller.isEmpty()) {
      return Asker.of("anonymous", group(request), anonymous, settings.anonymous());
    }
    return switch (caller.get()) {
      case Caller.User user ->
          Asker.of("account", user.account().toString(), accounts, settings.account());
      case Caller.Agent agent -> Asker.of("node", agent.node().toString(), nodes, settings.node());
    };
  }

  /// One subscriber: an IPv4 address, or an IPv6 /64.
  private static String group(HttpServletRequest request) {
    byte[] address = InetAddress.ofLiteral(request.getRemoteAddr()).getAddress();
    return HexFormat.of().formatHex(Arrays.copyOf(address, address.length == 4 ? 4 : 8));
  }
}
