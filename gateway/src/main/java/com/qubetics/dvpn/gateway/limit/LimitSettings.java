package com.qubetics.dvpn.gateway.limit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/// @param body the largest request body
/// @param anonymous requests of one client address that prove no caller
/// @param account requests of one account
/// @param node requests of one node
/// @param signed requests of one client address that bear a node's signature or a token, whosever:
///   keys cost nothing to make up
/// @param failureCost what a request that proved nothing (a wrong token or signature, a node that
///   is not registered) counts as, besides itself, for its client address
/// @param measurement requests of one client address, whoever calls, that cost far more than they
///   bring
@ConfigurationProperties("dvpn.limit")
public record LimitSettings(
    DataSize body,
    Rate anonymous,
    Rate account,
    Rate node,
    Rate signed,
    int failureCost,
    Interval measurement) {

  /// @param every between two requests in the long run
  /// @param burst requests that may come at once
  public record Interval(Duration every, int burst) {
    public Interval {
      if (every.toMillis() < 1 || burst < 1) {
        throw new IllegalArgumentException("rate: every %s, burst %s".formatted(every, burst));
      }
    }
  }

  /// @param perSecond requests per second in the long run
  /// @param burst requests that may come at once
  public record Rate(int perSecond, int burst) {
    public Rate {
      if (perSecond < 1 || burst < 1) {
        throw new IllegalArgumentException("rate: %s/s, burst %s".formatted(perSecond, burst));
      }
    }
  }
}
