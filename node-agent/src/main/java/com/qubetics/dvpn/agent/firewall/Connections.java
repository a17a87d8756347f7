package com.qubetics.dvpn.agent.firewall;

import static com.qubetics.dvpn.wireguard.host.Netlink.NETFILTER_HEADER;

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
import org.jspecify.annotations.Nullable;

/// The kernel's table of connections, from which leftovers are taken.
///
/// How it works, and why. A few addresses: the kernel is asked for the connections of each and
/// walks its whole table (15 ms for 200,000) without telling the rest. Many: it tells all of them
/// once (about 150 ms), and what is none of ours is passed over here. Either way each connection
/// that is over is then deleted by its own name, many in one call; none is if it is not there any
/// more. Only those of IPv4 have a tunnel address.
final class Connections implements AutoCloseable {
  /// From here on one long list costs less than many short ones.
  private static final int MANY = 8;

  /// `linux/netfilter/nfnetlink_conntrack.h`.
  private static final int SUBSYSTEM = 1;

  private static final int GET = 1;
  private static final int DELETE = 2;
  private static final int INET = 2;
  private static final int ORIGINAL = 1;
  private static final int MARK = 8;
  private static final int ID = 12;
  private static final int ZONE = 18;
  private static final int FILTER = 25;
  private static final int NESTED = 0x8000;
  private static final int ADDRESSES = 1;
  private static final int SOURCE = 1;
  private static final int ORIGINAL_FLAGS = 1;
  private static final int BY_SOURCE = 1;

  private final Netlink netlink;

  private Connections(Netlink netlink) {
    this.netlink = netlink;
  }

  /// Those of the network namespace of this thread.
  static Connections open() throws IOException {
    return new Connections(Netlink.open(Netlink.NETFILTER));
  }

  /// @return how many connections were found to be over
  int forget(Collection<Leftovers> over) throws IOException {
    Map<Integer, Leftovers> byAddress = new HashMap<>();
    over.forEach(leftovers -> byAddress.put(leftovers.address().bits(), leftovers));
    List<NetlinkMessage> deletions = new ArrayList<>();
    if (byAddress.size() < MANY) {
      for (Leftovers leftovers : byAddress.values()) {
        find(of(leftovers.address()), byAddress, deletions);
      }
    } else {
      find(all(), byAddress, deletions);
    }
    netlink.attempt(deletions);
    return deletions.size();
  }

  private static NetlinkMessage all() {
    return NetlinkMessage.netfilter(SUBSYSTEM, GET, 0, INET);
  }

  /// A kernel before 5.8 passes the filter over and tells all.
  private static NetlinkMessage of(TunnelAddress address) {
    return all()
        .nest(ORIGINAL, tuple -> tuple.nest(ADDRESSES, ip -> ip.put(SOURCE, address.bits())))
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
          @Nullable Leftovers leftovers = over.get(original.in(ADDRESSES).number(SOURCE, 0));
          if (leftovers != null && leftovers.includes(connection.number(MARK, 0))) {
            deletions.add(deletion(connection, original));
          }
        });
  }

  /// Names the connection by its ends, its zone, and the number that tells it from one that has the
  /// same ends later.
  private static NetlinkMessage deletion(NetlinkAttributes connection, NetlinkAttributes original) {
    NetlinkMessage deletion =
        NetlinkMessage.netfilter(SUBSYSTEM, DELETE, 0, INET)
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
