package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.wireguard.InterfaceName;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks whether this host can be a node. Changes nothing.
public final class HostChecks {
  private static final Duration CLOCK = Duration.ofSeconds(120);

  private final AgentSettings settings;
  private final Clock clock;

  public HostChecks(AgentSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /// @param greeting the gateway's answer, of this moment
  public List<Finding> run(GatewayLink.Greeting greeting) {
    List<Finding> findings = new ArrayList<>();
    findings.add(tools());
    findings.add(egress());
    findings.add(ports());
    findings.add(time(greeting));
    return findings;
  }

  private static Finding tools() {
    List<String> missing = Stream.of("wg", "nft", "ip").filter(tool -> !isOnPath(tool)).toList();
    return missing.isEmpty()
        ? Finding.ok(1, "tools: wg, nft and ip are there")
        : Finding.bad(
            1,
            "tools: missing " + String.join(", ", missing),
            "apt-get install wireguard-tools nftables iproute2 (and wireguard-go, where the kernel"
                + " has no WireGuard)");
  }

  private static boolean isOnPath(String tool) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private Finding egress() {
    InterfaceName egress = settings.egressInterface();
    return isInterface(egress)
        ? Finding.ok(2, "egress: interface " + egress + " is there")
        : Finding.bad(
            2,
            "egress: no interface " + egress,
            "name the one of your default route: ip route show default; then --egress-interface");
  }

  private static boolean isInterface(InterfaceName name) {
    try {
      return NetworkInterface.getByName(name.value()) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  private Finding ports() {
    int port = settings.endpoint().port();
    if (isInterface(settings.interfaceName())) {
      return Finding.ok(3, "ports: this node is running already");
    }
    for (int wanted : new int[] {port, port + 1}) {
      try (DatagramSocket socket = new DatagramSocket(null)) {
        socket.bind(new InetSocketAddress(wanted));
      } catch (SocketException e) {
        return Finding.bad(
            3,
            "ports: UDP %d is taken".formatted(wanted),
            "stop what listens there (ss -ulpn), or choose another port in --endpoint");
      }
    }
    return Finding.ok(3, "ports: UDP %d and %d are free".formatted(port, port + 1));
  }

  private Finding time(GatewayLink.Greeting greeting) {
    if (greeting.date().isEmpty()) {
      return Finding.bad(4, "clock: the gateway's answer has no date", "tell the operator");
    }
    Instant theirs = greeting.date().get();
    Duration difference = Duration.between(theirs, clock.instant());
    return difference.abs().compareTo(CLOCK) <= 0
        ? Finding.ok(4, "clock: %d s from the gateway's".formatted(difference.toSeconds()))
        : Finding.bad(
            4,
            "clock: %d s from the gateway's".formatted(difference.toSeconds()),
            "switch time synchronisation on: timedatectl set-ntp true");
  }
}
