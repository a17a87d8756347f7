package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The networks that an interface of this host is in. Its neighbours there often trust it more than
/// they trust the internet.
public final class HostNetworks {
  /// What is larger than a /16 is no neighbourhood.
  private static final int LARGEST = 16;

  /// The same of IPv6, where a line has a /64 and a customer a /48 or a /56.
  private static final int LARGEST_6 = 32;

  private HostNetworks() {}

  /// @return none if there is no such interface
  public static List<Cidr> of(InterfaceName name) {
    NetworkInterface found = find(name);
    return found == null
        ? List.of()
        : found.getInterfaceAddresses().stream()
            .filter(address -> address.getAddress() instanceof Inet4Address)
            .filter(address -> address.getNetworkPrefixLength() >= LARGEST)
            .map(HostNetworks::network)
            .distinct()
            .toList();
  }

  /// Those of IPv6, but the link's own.
  public static List<Cidr6> ofIpv6(InterfaceName name) {
    NetworkInterface found = find(name);
    return found == null
        ? List.of()
        : found.getInterfaceAddresses().stream()
            .filter(address -> address.getAddress() instanceof Inet6Address)
            .filter(address -> !address.getAddress().isLinkLocalAddress())
            .filter(address -> address.getNetworkPrefixLength() >= LARGEST_6)
            .map(HostNetworks::network6)
            .distinct()
            .toList();
  }

  private static @Nullable NetworkInterface find(InterfaceName name) {
    try {
      return NetworkInterface.getByName(name.value());
    } catch (SocketException e) {
      throw new UncheckedIOException("the host's interfaces can't be read", e);
    }
  }

  private static Cidr6 network6(InterfaceAddress address) {
    ByteBuffer bits = ByteBuffer.wrap(address.getAddress().getAddress());
    return Cidr6.around(
        new Ipv6Address(bits.getLong(), bits.getLong()), address.getNetworkPrefixLength());
  }

  private static Cidr network(InterfaceAddress address) {
    int bits = ByteBuffer.wrap(address.getAddress().getAddress()).getInt();
    return Cidr.around(new TunnelAddress(bits), address.getNetworkPrefixLength());
  }
}
