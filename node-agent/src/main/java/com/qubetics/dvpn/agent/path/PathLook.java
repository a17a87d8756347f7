package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.agent.setup.Finding;
import java.time.Duration;
import java.util.Optional;

/// What the agent knows of the way that users' packets go.
public interface PathLook {

  /// Looks if it is time. May be called by one thread after another.
  ///
  /// @return how soon to ask again
  Duration look();

  /// Whether it was looked at since the last doubt ended that a packet on its way can meet: until
  /// then the node is not ready.
  boolean isProven();

  /// What the last look found; empty before the first.
  Optional<Finding> finding();
}
