package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Netlink;
import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.NetlinkMessage;
import com.qubetics.dvpn.wireguard.host.Nft;
import java.io.IOException;
import java.util.List;

/// The flowtables of this host, by which its rules pass over packets of established connections.
public final class Flowtables {
  /// `linux/netfilter/nf_tables.h`.
  private static final int GET = 23;

  private static final int TABLE = 1;
  private static final int NAME = 2;
  private static final int HOOK = 3;
  private static final int DEVICES = 3;

  private Flowtables() {}

  /// Those that hold an interface, each as `TABLE NAME`.
  public static List<String> holding(InterfaceName name) throws IOException {
    try (Netlink netlink = Netlink.open(Netlink.NETFILTER)) {
      return netlink
          .list(NetlinkMessage.netfilter(Nft.SUBSYSTEM, GET, 0, 0), Netlink.NETFILTER_HEADER)
          .stream()
          .filter(table -> devices(table).contains(name.value()))
          .map(table -> table.text(TABLE) + " " + table.text(NAME))
          .toList();
    }
  }

  private static List<String> devices(NetlinkAttributes table) {
    return table.in(HOOK).in(DEVICES).each().stream().map(NetlinkAttributes::text).toList();
  }
}
