package com.qubetics.dvpn.gateway.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param lifetime how long an answer is kept
/// @param inFlight how long a request may take, after which a repeat is done in its place: longer
///   than the longest that a service is waited for
/// @param mostPerCaller answers kept of one account or node; the oldest go first
/// @param mostAnonymous answers kept of all callers together that nobody knows
@ConfigurationProperties("dvpn.idempotency")
record IdempotencySettings(
    Duration lifetime, Duration inFlight, int mostPerCaller, int mostAnonymous) {
  IdempotencySettings {
    if (inFlight.toMillis() < 1 || lifetime.compareTo(inFlight) < 0) {
      throw new IllegalArgumentException(
          "lifetime: %s (expected: at least inFlight, %s)".formatted(lifetime, inFlight));
    }
    if (mostPerCaller < 1 || mostAnonymous < 1) {
      throw new IllegalArgumentException("most: below 1");
    }
  }
}
