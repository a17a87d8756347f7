package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import org.jspecify.annotations.Nullable;

/// Connections of a tunnel address that are over, and for the kernel to forget.
///
/// @param spared the mark of the session whose connections are not over; null: all are
/// @param offloaded only those are over that a flowtable carries past the rules
public record Leftovers(TunnelAddress address, @Nullable SessionMark spared, boolean offloaded) {

  public static Leftovers all(TunnelAddress address) {
    return new Leftovers(address, null, false);
  }

  /// What a session that begins finds at its address.
  public static Leftovers before(TunnelAddress address, SessionMark session) {
    return new Leftovers(address, session, false);
  }

  /// What a session that may go on leaves meanwhile: a download whose connection is forgotten never
  /// does, since its receiver sends nothing by which the kernel would learn of it anew.
  public static Leftovers pastTheRules(TunnelAddress address) {
    return new Leftovers(address, null, true);
  }

  boolean includes(int mark, boolean isOffloaded) {
    return (spared == null || spared.bits() != mark) && (isOffloaded || !offloaded);
  }
}
