package com.qubetics.dvpn.agent.firewall;

import static com.qubetics.dvpn.wireguard.host.Netlink.NETFILTER_HEADER;

import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.Netlink;
import com.qubetics.dvpn.wireguard.host.NetlinkAttributes;
import com.qubetics.dvpn.wireguard.host.NetlinkMessage;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kernel's table of connections, from which leftovers are taken.
///
/// How it works, and why. A few addresses: the kernel is asked for the IPv4 connections of each,
/// and walks its whole table without telling the rest, which takes a quarter of the time. Many: it
/// tells all of them once, and what is none of ours is passed over here. Either way each connection
/// that is over is then deleted by its own name, many in one call; none is if it is not there any
/// more. A session's connections of IPv6 are found by the 32 bits with which its address ends.
final class Connections implements AutoCloseable {
  /// From here on one long list costs less than many short ones.
  private static final int MANY = 8;

  /// `linux/netfilter/nfnetlink_conntrack.h`.
  private static final int SUBSYSTEM = 1;

  private static final int GET = 1;
  private static final int DELETE = 2;
  private static final int INET = 2;
  private static final int INET_6 = 10;
  private static final int ORIGINAL = 1;
  private static final int STATUS = 3;
  private static final int MARK = 8;
  private static final int ID = 12;
  private static final int ZONE = 18;
  private static final int FILTER = 25;
  private static final int NESTED = 0x8000;
  private static final int ADDRESSES = 1;
  private static final int SOURCE = 1;
  private static final int SOURCE_6 = 3;
  private static final int ORIGINAL_FLAGS = 1;
  private static final int BY_SOURCE = 1;

  /// `linux/netfilter/nf_conntrack_common.h`: in a flowtable, of the kernel or of a device.
  private static final int OFFLOADED = 3 << 14;

  private final Netlink netlink;
  private final @Nullable Cidr6 network6;

  private Connections(Netlink netlink, @Nullable Cidr6 network6) {
    this.netlink = netlink;
    this.network6 = network6;
  }

  /// Those of the network namespace of this thread.
  ///
  /// @param network6 in which each tunnel address has one of IPv6
  static Connections open(Optional<Cidr6> network6) throws IOException {
    return new Connections(Netlink.open(Netlink.NETFILTER), network6.orElse(null));
  }

  /// @return how many connections were found to be over
  int forget(Collection<Leftovers> over) throws IOException {
    Map<Integer, Leftovers> byAddress = new HashMap<>();
    over.forEach(leftovers -> byAddress.put(leftovers.address().bits(), leftovers));
    List<NetlinkMessage> deletions = new ArrayList<>();
    for (NetlinkMessage request : requests(byAddress.values())) {
      find(request, byAddress, deletions);
    }
    netlink.attempt(deletions);
    return deletions.size();
  }

  private List<NetlinkMessage> requests(Collection<Leftovers> over) {
    List<NetlinkMessage> requests = new ArrayList<>();
    if (over.size() >= MANY) {
      requests.add(all(network6 == null ? INET : 0));
      return requests;
    }
    over.forEach(leftovers -> requests.add(from(leftovers.address())));
    if (network6 != null) {
      requests.add(all(INET_6));
    }
    return requests;
  }

  /// @param family 0: of both
  private static NetlinkMessage all(int family) {
    return NetlinkMessage.netfilter(SUBSYSTEM, GET, 0, family);
  }

  /// A kernel before 5.8 passes the filter over and tells all. There is none like it for IPv6: of
  /// an address there, kernels (6.18 still) tell all connections but those from it.
  private static NetlinkMessage from(TunnelAddress source) {
    return all(INET)
        .nest(ORIGINAL, tuple -> tuple.nest(ADDRESSES, ip -> ip.put(SOURCE, source.bits())))
        .nest(FILTER, filter -> filter.put(ORIGINAL_FLAGS, nativeOrder(BY_SOURCE)));
  }

  private static byte[] nativeOrder(int number) {
    return ByteBuffer.allocate(4).order(java.nio.ByteOrder.nativeOrder()).putInt(number).array();
  }

  private void find(
      NetlinkMessage request, Map<Integer, Leftovers> over, List<NetlinkMessage> deletions)
      throws IOException {
    netlink.dump(
        request,
        NETFILTER_HEADER,
        connection -> {
          NetlinkAttributes original = connection.in(ORIGINAL);
          NetlinkAttributes addresses = original.in(ADDRESSES);
          boolean six = addresses.number(SOURCE, 0) == 0;
          @Nullable Leftovers leftovers =
              over.get(six ? bitsOf6(addresses) : addresses.number(SOURCE, 0));
          boolean offloaded = (connection.number(STATUS, 0) & OFFLOADED) != 0;
          if (leftovers != null && leftovers.includes(connection.number(MARK, 0), offloaded)) {
            deletions.add(deletion(six ? INET_6 : INET, connection, original));
          }
        });
  }

  /// Of the tunnel address that an address of IPv6 belongs to; 0 if to none, which is nobody's.
  private int bitsOf6(NetlinkAttributes addresses) {
    byte[] source = addresses.raw(SOURCE_6);
    if (network6 == null || source.length != 16) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.wrap(source);
    Ipv6Address address = new Ipv6Address(bytes.getLong(), bytes.getLong());
    return network6.contains(address) ? (int) address.low() : 0;
  }

  /// Names the connection by its ends, its zone, and the number that tells it from one that has the
  /// same ends later.
  private static NetlinkMessage deletion(
      int family, NetlinkAttributes connection, NetlinkAttributes original) {
    NetlinkMessage deletion =
        NetlinkMessage.netfilter(SUBSYSTEM, DELETE, 0, family)
            .put(ORIGINAL | NESTED, original.raw())
            .put(ID, connection.raw(ID));
    NetlinkAttributes zone = connection.in(ZONE);
    return zone.isEmpty() ? deletion : deletion.put(ZONE, zone.raw());
  }

  @Override
  public void close() {
    netlink.close();
  }
}
