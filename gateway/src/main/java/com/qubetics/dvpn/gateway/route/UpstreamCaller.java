package com.qubetics.dvpn.gateway.route;

import com.qubetics.dvpn.gateway.caller.Caller;
import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import com.qubetics.dvpn.http.caller.RequestLine;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TokenSigner;
import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// The gateway's own word on who calls: a token for the one service and the one request that is
/// about to be sent, signed when its line is final. A route that measures a node's host tells the
/// address of that host: it is no user's, and about to be published as the node's endpoint.
final class UpstreamCaller implements ClientHttpRequestInitializer {
  private final TokenSigner signer;

  UpstreamCaller(TokenSigner signer) {
    this.signer = signer;
  }

  @Override
  public void initialize(ClientHttpRequest request) {
    URI uri = request.getURI();
    String method = request.getMethod().name();
    Route route =
        RouteTable.find(method, uri.getRawPath())
            .orElseThrow(() -> new IllegalStateException("only what has a route is sent on"));
    Subject subject =
        CallerAuthentication.callerOf(SecurityContextHolder.getContext().getAuthentication())
            .map(UpstreamCaller::subject)
            .orElseGet(Subject.Nobody::new);
    request
        .getHeaders()
        .set(
            HttpHeaders.AUTHORIZATION,
            signer.authorization(
                route.upstream().service(),
                subject,
                route.measurement() ? client() : null,
                RequestLine.of(method, uri.getRawPath(), uri.getRawQuery())));
  }

  private static Subject subject(Caller caller) {
    return switch (caller) {
      case Caller.User user -> new Subject.User(user.account(), user.appKey());
      case Caller.Agent agent -> new Subject.Node(agent.node());
    };
  }

  private static @Nullable InetAddress client() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
        ? InetAddress.ofLiteral(current.getRequest().getRemoteAddr())
        : null;
  }
}
