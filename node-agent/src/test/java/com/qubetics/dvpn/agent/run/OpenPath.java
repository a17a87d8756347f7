package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.path.PathLook;
import com.qubetics.dvpn.agent.setup.Finding;
import java.time.Duration;
import java.util.Optional;

/// A path on which nothing is ever lost, proven or not.
final class OpenPath implements PathLook {
  volatile boolean proven = true;

  @Override
  public Duration look() {
    return Duration.ofSeconds(1);
  }

  @Override
  public boolean isProven() {
    return proven;
  }

  @Override
  public Optional<Finding> finding() {
    return Optional.of(Finding.ok(Finding.Check.PATH, "passes"));
  }
}
