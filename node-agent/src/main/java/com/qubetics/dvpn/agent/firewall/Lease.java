package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import java.time.Duration;

/// The permission to pass for one tunnel address, for a time that the kernel measures.
public record Lease(TunnelAddress address, Duration time) {

  public Lease {
    if (time.toMillis() <= 0) {
      throw new IllegalArgumentException("lease: no time (expected: more than 0 ms)");
    }
  }
}
