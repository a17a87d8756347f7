package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;

/// The permission to pass for one tunnel address, for a time that the kernel measures.
///
/// @param mark of the session that has the address: its connections pass, and no others
public record Lease(TunnelAddress address, SessionMark mark, Duration time) {

  public Lease {
    if (time.toMillis() <= 0) {
      throw new IllegalArgumentException("lease: no time (expected: more than 0 ms)");
    }
  }
}
