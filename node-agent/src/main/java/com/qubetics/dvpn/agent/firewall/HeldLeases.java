package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The leases that the kernel holds in one of its two sets.
///
/// @param left how long each still runs
record HeldLeases(Map<TunnelAddress, Duration> left) {
  /// Of an interface's name at the beginning of a key.
  private static final int NAME_LENGTH = 16;

  HeldLeases {
    left = Map.copyOf(left);
  }

  /// Of the set whose elements are interface and address.
  ///
  /// @throws IllegalArgumentException if it holds what no agent writes
  static HeldLeases of(List<NetlinkAttributes> elements, InterfaceName tunnel) {
    Map<TunnelAddress, Duration> left = new HashMap<>();
    for (NetlinkAttributes told : elements) {
      HeldElement element = HeldElement.of(told);
      if (!element.name().equals(tunnel.value())) {
        throw new IllegalArgumentException("leases: an element that is none of ours");
      }
      left.put(element.address(NAME_LENGTH), element.left());
    }
    return new HeldLeases(left);
  }

  /// Of the set whose elements are addresses.
  ///
  /// @throws IllegalArgumentException if it holds what no agent writes
  static HeldLeases of(List<NetlinkAttributes> elements) {
    Map<TunnelAddress, Duration> left = new HashMap<>();
    elements.stream()
        .map(HeldElement::of)
        .forEach(element -> left.put(element.address(0), element.left()));
    return new HeldLeases(left);
  }
}
