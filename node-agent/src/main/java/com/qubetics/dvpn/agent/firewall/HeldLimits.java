package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The speed limits that the kernel holds.
///
/// @param kibibytes a second, of each address
record HeldLimits(Map<TunnelAddress, Long> kibibytes) {
  /// A limit's attributes: so many bytes in so many seconds, for what is beyond them.
  private static final int RATE = 1;

  private static final int SECONDS = 2;
  private static final int TYPE = 4;
  private static final int FLAGS = 5;
  private static final int BYTES = 1;
  private static final int BEYOND = 1;

  HeldLimits {
    kibibytes = Map.copyOf(kibibytes);
  }

  /// @throws IllegalArgumentException if it holds what no agent writes
  static HeldLimits of(List<NetlinkAttributes> elements) {
    Map<TunnelAddress, Long> kibibytes = new HashMap<>();
    for (NetlinkAttributes told : elements) {
      HeldElement element = HeldElement.of(told);
      kibibytes.put(element.address(0), kibibytes(element.limit()));
    }
    return new HeldLimits(kibibytes);
  }

  private static long kibibytes(NetlinkAttributes limit) {
    long rate = limit.wide(RATE, 0);
    if (rate % 1024 != 0
        || limit.wide(SECONDS, 0) != 1
        || limit.number(TYPE, 0) != BYTES
        || limit.number(FLAGS, 0) != BEYOND) {
      throw new IllegalArgumentException("speed limits: an element that is none of ours");
    }
    return rate / 1024;
  }
}
