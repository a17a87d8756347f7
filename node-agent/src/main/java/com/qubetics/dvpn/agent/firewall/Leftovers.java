package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import org.jspecify.annotations.Nullable;

/// Connections of a tunnel address that are over, and for the kernel to forget.
///
/// @param spared the mark of the session whose connections are not over; null: all are
public record Leftovers(TunnelAddress address, @Nullable SessionMark spared) {

  public static Leftovers all(TunnelAddress address) {
    return new Leftovers(address, null);
  }

  /// What a session that begins finds at its address.
  public static Leftovers before(TunnelAddress address, SessionMark session) {
    return new Leftovers(address, session);
  }

  boolean includes(int mark) {
    return spared == null || spared.bits() != mark;
  }
}
