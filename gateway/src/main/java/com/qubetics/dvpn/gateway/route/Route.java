package com.qubetics.dvpn.gateway.route;

import com.qubetics.dvpn.gateway.caller.Caller;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;

/// One row of docs/protocol.md section 8.
///
/// @param measurement costs far more than its request: rated by client address, whoever calls, and
///   the upstream is told that address, since it is what is measured
public record Route(
    HttpMethod method, PathPattern path, Who who, Upstream upstream, boolean measurement) {

  /// Who may call.
  public enum Who {
    ALL,
    ACCOUNT,
    NODE;

    boolean admits(Optional<Caller> caller) {
      return switch (this) {
        case ALL -> true;
        case ACCOUNT -> caller.filter(Caller.User.class::isInstance).isPresent();
        case NODE -> caller.filter(Caller.Agent.class::isInstance).isPresent();
      };
    }
  }

  /// Who answers.
  public enum Upstream {
    GATEWAY("gateway"),
    REGISTRY("registry-service"),
    SELECTOR("selector-service"),
    LEDGER("session-ledger"),
    REWARDS("rewards-service");

    private final String service;

    Upstream(String service) {
      this.service = service;
    }

    /// The service's name, as callers' tokens address it.
    String service() {
      return service;
    }
  }

  public boolean admits(Optional<Caller> caller) {
    return who.admits(caller);
  }
}
