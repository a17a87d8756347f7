package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.Locale;

/// How a session's address stands in the table's sets: its 32 bits, as a number. Those of its IPv6
/// address end with the same, so that one element speaks for both.
final class SetKey {
  private SetKey() {}

  static String of(TunnelAddress address) {
    return String.format(Locale.ROOT, "0x%08x", address.bits());
  }
}
