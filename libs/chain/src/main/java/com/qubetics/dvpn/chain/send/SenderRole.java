package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.contract.RoleCheck;
import com.qubetics.dvpn.protocol.value.Address;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a sender back until the chain has said that its key has the role it needs and no other;
/// asks again now and then, since roles change.
///
/// [#isRight] is called by the loop that sends, [#problem] by any thread.
public final class SenderRole {
  private static final Logger log = LoggerFactory.getLogger(SenderRole.class);
  private static final Duration WRONG_ASKED_EVERY = Duration.ofSeconds(10);
  private static final Duration RIGHT_ASKED_EVERY = Duration.ofMinutes(10);

  private final RoleCheck check;
  private final Role needed;
  private final Address account;
  private final Clock clock;
  private Instant askAt = Instant.MIN;
  private volatile Optional<String> problem = Optional.of("the chain has not been asked yet");

  public SenderRole(
      RoleCheck check, Role needed, Address account, Clock clock, MeterRegistry metrics) {
    this.check = check;
    this.needed = needed;
    this.account = account;
    this.clock = clock;
    Gauge.builder("dvpn.chain.sender.role.wrong", () -> problem.isPresent() ? 1 : 0)
        .register(metrics);
  }

  /// @throws com.qubetics.dvpn.evm.ChainException if the chain can't be asked
  public boolean isRight() {
    Instant now = clock.instant();
    if (!now.isBefore(askAt)) {
      Optional<String> found = check.problem(needed, account);
      if (found.isPresent() && !found.equals(problem)) {
        log.error("nothing is sent: {}", found.get());
      }
      problem = found;
      askAt = now.plus(found.isPresent() ? WRONG_ASKED_EVERY : RIGHT_ASKED_EVERY);
    }
    return problem.isEmpty();
  }

  /// Why nothing is sent; empty if the key is the right one.
  public Optional<String> problem() {
    return problem;
  }
}
