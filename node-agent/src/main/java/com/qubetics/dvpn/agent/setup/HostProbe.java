package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.wireguard.InterfaceName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What [HostChecks] asks the host. Changes nothing on it but a file that it takes away again.
interface HostProbe {

  boolean hasTool(String name);

  boolean hasInterface(InterfaceName name);

  OptionalInt mtu(InterfaceName name);

  /// Addresses of all interfaces.
  List<InetAddress> addresses();

  /// Whether a socket can be bound to the UDP port.
  boolean isFree(int udpPort);

  /// Interfaces of WireGuard that listen on this port.
  List<String> wireGuardOn(int udpPort);

  boolean hasKernelWireGuard();

  /// What nft or the kernel has against these rules, none of which is added; empty: nothing.
  Optional<String> refusal(String rules);

  boolean forwardsIpv4();

  boolean hasIpv6Route();

  /// Whether a packet of this size (bytes of IPv4) reaches the host in one piece; empty if that
  /// host answers none at all, or there is no `ping`.
  Optional<Boolean> passesUnbroken(InetAddress to, int bytes);

  long freeBytes(Path folder) throws IOException;

  /// How long it takes to write 4 KiB so that they survive a loss of power.
  Duration syncTime(Path folder) throws IOException;

  long memoryBytes();

  int processors();
}
