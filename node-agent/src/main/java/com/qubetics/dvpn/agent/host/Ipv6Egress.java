package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Whether IPv6 goes out of this host by its egress interface, as far as its own kernel knows.
/// Reads /proc, and starts no process.
public final class Ipv6Egress {
  /// All that was ever given out of IPv6.
  private static final Cidr6 INTERNET = Cidr6.parse("2000::/3");

  /// Of the thread, whose network namespace may be another than the process's first one's.
  private static final Path ROUTES = Path.of("/proc/thread-self/net/ipv6_route");

  private static final Path ADDRESSES = Path.of("/proc/thread-self/net/if_inet6");
  private static final Path SETTINGS = Path.of("/proc/sys/net/ipv6/conf");

  /// Destination, its length, source, its length, next hop, metric, two counts, flags, interface.
  private static final Pattern ROUTE =
      Pattern.compile(
          "^([0-9a-f]{32}) ([0-9a-f]{2}) [0-9a-f]{32} 00 [0-9a-f]{32} ([0-9a-f]{8}) [0-9a-f]{8}"
              + " [0-9a-f]{8} ([0-9a-f]{8}) +(\\S{1,15})$",
          Pattern.MULTILINE);

  /// Address, index, length, scope, flags, interface.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "^([0-9a-f]{32}) [0-9a-f]{2,8} [0-9a-f]{2} [0-9a-f]{2} ([0-9a-f]{2}) +(\\S{1,15})$",
          Pattern.MULTILINE);

  /// Not proven to be this host's alone (tentative), or proven not to be (failed).
  private static final int UNUSABLE = 0x48;

  private static final int UP = 0x1;
  private static final int REJECTED = 0x200;

  private Ipv6Egress() {}

  /// Whether it has an address there, forwards, and has its way to the internet there.
  public static boolean isOpen(InterfaceName egress) {
    return isForwarding(egress)
        && hasAddress(text(ADDRESSES), egress)
        && leadsOut(text(ROUTES), egress);
  }

  /// Whether the kernel knows IPv6 at all.
  public static boolean isKnown() {
    return SETTINGS.toFile().isDirectory();
  }

  /// Whether the internet is beyond this interface, by a default route or one of all that was given
  /// out: the longest, with the lowest metric.
  ///
  /// @param table as /proc/net/ipv6_route lists it
  public static boolean leadsOut(String table, InterfaceName egress) {
    return ROUTE
        .matcher(table)
        .results()
        .filter(route -> (flags(route) & (UP | REJECTED)) == UP)
        .filter(Ipv6Egress::isOfAll)
        .min(
            Comparator.<MatchResult>comparingInt(route -> -length(route))
                .thenComparingLong(route -> Long.parseLong(route.group(3), 16)))
        .filter(route -> route.group(5).equals(egress.value()))
        .isPresent();
  }

  public static boolean leadsOut(InterfaceName egress) {
    return leadsOut(text(ROUTES), egress);
  }

  private static boolean isOfAll(MatchResult route) {
    return length(route) <= INTERNET.length()
        && Cidr6.around(INTERNET.base(), length(route))
            .equals(Cidr6.around(network(route.group(1)), length(route)));
  }

  private static int length(MatchResult route) {
    return Integer.parseInt(route.group(2), 16);
  }

  private static int flags(MatchResult route) {
    return Integer.parseUnsignedInt(route.group(4), 16);
  }

  private static boolean isForwarding(InterfaceName egress) {
    return text(SETTINGS.resolve("all/forwarding")).equals("1")
        && text(SETTINGS.resolve(egress.value()).resolve("forwarding")).equals("1");
  }

  /// Whether the interface has an address of the internet that is in use.
  ///
  /// @param table as /proc/net/if_inet6 lists them
  static boolean hasAddress(String table, InterfaceName egress) {
    return ADDRESS
        .matcher(table)
        .results()
        .filter(held -> held.group(3).equals(egress.value()))
        .filter(held -> (Integer.parseInt(held.group(2), 16) & UNUSABLE) == 0)
        .anyMatch(held -> INTERNET.contains(network(held.group(1))));
  }

  /// An address by its first 64 bits.
  private static Ipv6Address network(String hex) {
    return new Ipv6Address(new BigInteger(hex.substring(0, 16), 16).longValue(), 0);
  }

  /// Empty if there is no such file.
  private static String text(Path file) {
    try {
      return KernelFile.text(file);
    } catch (IOException e) {
      return "";
    }
  }
}
