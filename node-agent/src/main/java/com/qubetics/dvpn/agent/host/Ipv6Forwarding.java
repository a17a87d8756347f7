package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a host comes to forward IPv6 without losing its own.
///
/// With `forwarding` on, the kernel takes a host for a router, which hears no other router: it
/// drops the default routes that came by router advertisements, but those of interfaces whose
/// `accept_ra` is 2, and hears no more on the others. So each interface that has heard them gets
/// that first, in this order, and keeps it longer, since changes are taken back the last one first.
/// An interface whose `accept_ra` is 0 hears none, or has a program that does it for the kernel.
public final class Ipv6Forwarding {
  private static final Path SETTINGS = Path.of("/proc/sys/net/ipv6/conf");
  private static final Path ROUTES = Path.of("/proc/thread-self/net/ipv6_route");

  /// By the kernel, from an advertisement (RTF_ADDRCONF).
  private static final int ADVERTISED = 0x40000;

  private Ipv6Forwarding() {}

  /// What setup has the host do; nothing where the kernel has no IPv6.
  public static List<SysctlSet> wanted(InterfaceName egress) {
    List<SysctlSet> wanted = new ArrayList<>();
    if (Ipv6Egress.isKnown()) {
      Stream.concat(Stream.of(egress.value()), advertised(text(ROUTES)))
          .distinct()
          .filter(Ipv6Forwarding::hears)
          .map(SysctlSet::hearingRouters)
          .forEach(wanted::add);
      wanted.add(new SysctlSet("net.ipv6.conf.all.forwarding", "1"));
    }
    return wanted;
  }

  /// Does again what setup did, as far as this process may.
  public static void restore(InterfaceName egress) {
    for (SysctlSet setting : wanted(egress)) {
      try {
        if (!setting.holds(Host.THIS)) {
          setting.set(Host.THIS, Optional.of(setting.wanted()));
        }
      } catch (IOException | ToolException notPermitted) {
        // IPv6 is not open then, and nobody is told that it is. What comes after would lose the
        // host its routes.
        return;
      }
    }
  }

  /// The interfaces with routes from advertisements.
  ///
  /// @param table as /proc/net/ipv6_route lists it
  static Stream<String> advertised(String table) {
    return table
        .lines()
        .map(line -> line.strip().split(" +"))
        .filter(parts -> parts.length == 10 && parts[8].matches("[0-9a-f]{8}"))
        .filter(parts -> (Integer.parseUnsignedInt(parts[8], 16) & ADVERTISED) != 0)
        .map(parts -> parts[9])
        .filter(name -> name.matches("[a-zA-Z0-9_=+.-]{1,15}"));
  }

  private static boolean hears(String interfaceName) {
    Path setting = SETTINGS.resolve(interfaceName).resolve("accept_ra");
    return Files.exists(setting) && !text(setting).equals("0");
  }

  private static String text(Path file) {
    try {
      return KernelFile.text(file);
    } catch (IOException e) {
      return "";
    }
  }
}
