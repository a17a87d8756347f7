package com.qubetics.dvpn.gateway.limit;

import com.qubetics.dvpn.gateway.admission.ClientAddress;
import com.qubetics.dvpn.gateway.admission.RequestRate;
import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/// The rates of all kinds of callers: addresses, accounts, nodes, measurements. Addresses live in
/// this process's memory for the seconds their rate needs, never elsewhere (invariant I11); why
/// each replica counts for itself: RATIONALE.md.
@Component
public final class Rates {

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

  Rates(LimitSettings settings, Problems problems, MeterRegistry meters) {
    this.settings = settings;
    this.anonymous = rate(settings.anonymous());
    this.accounts = rate(settings.account());
    this.nodes = rate(settings.node());
    this.signed = rate(settings.signed());
    this.measurements =
        new RequestRate(settings.measurement().every().toNanos(), settings.measurement().burst());
    this.problems = problems;
    this.meters = meters;
    KINDS.forEach(this::limited);
  }

  /// Counts a request for its account or node, and a measurement for its client address; a refusal
  /// is written.
  boolean admits(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<Asker> asker = asker(request);
    return asker.isEmpty() || admits(asker.get(), response, false);
  }

  /// Counts a request for its client address; a refusal is written, and ends the connection: the
  /// next try pays for another.
  ///
  /// @param credential whether it bears a node's signature or a token, true or not
  boolean admits(String address, boolean credential, HttpServletResponse response)
      throws IOException {
    Asker asker =
        credential
            ? Asker.of("signed", address, signed, settings.signed())
            : Asker.of("anonymous", address, anonymous, settings.anonymous());
    return admits(asker, response, true);
  }

  /// Makes the address pay for a request that proved nothing.
  void failed(String address, boolean credential) {
    (credential ? signed : anonymous).charge(address, settings.failureCost(), System.nanoTime());
  }

  private static RequestRate rate(LimitSettings.Rate allowed) {
    return RequestRate.perSecond(allowed.perSecond(), allowed.burst());
  }

  private boolean admits(Asker asker, HttpServletResponse response, boolean closing)
      throws IOException {
    RequestRate.Decision decision = asker.rate().take(asker.key(), System.nanoTime());
    response.setHeader(
        "RateLimit-Policy",
        "\"%s\";q=%s;w=%s".formatted(asker.kind(), asker.burst(), asker.seconds()));
    response.setHeader(
        "RateLimit",
        "\"%s\";r=%s;t=%s".formatted(asker.kind(), decision.remaining(), decision.waitSeconds()));
    if (!decision.admitted()) {
      limited(asker.kind()).increment();
      if (closing) {
        response.setHeader(HttpHeaders.CONNECTION, "close");
      }
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(decision.waitSeconds()));
      problems.write(
          response,
          Problems.of(
              ProblemCode.RATE_LIMITED,
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

  private Optional<Asker> asker(HttpServletRequest request) {
    if (RouteTable.of(request).filter(Route::measurement).isPresent()) {
      LimitSettings.Interval allowed = settings.measurement();
      return Optional.of(
          new Asker(
              "measurement",
              ClientAddress.of(request),
              measurements,
              allowed.burst(),
              allowed.every().multipliedBy(allowed.burst()).toSeconds()));
    }
    return CallerAuthentication.callerOf(SecurityContextHolder.getContext().getAuthentication())
        .map(this::asker);
  }

  private Asker asker(Caller caller) {
    return switch (caller) {
      case Caller.User user ->
          Asker.of("account", user.account().toString(), accounts, settings.account());
      case Caller.Agent agent -> Asker.of("node", agent.node().toString(), nodes, settings.node());
    };
  }
}
