package com.qubetics.dvpn.agent.overlap;

import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The IPv4 networks that a host has: addresses of its interfaces, routes of all tables (those of
/// other VPNs are there), its resolvers, and the pools from which Docker makes networks. What is
/// larger than a /8 is a way to everything and left out.
public record TakenNetworks(List<TakenNetwork> all) {
  private static final List<Path> RESOLVERS =
      List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

  private static final Path DOCKER = Path.of("/etc/docker/daemon.json");
  private static final String DOCKER_BRIDGE = "docker0";

  public TakenNetworks {
    all = List.copyOf(all);
  }

  /// Of the host that this process runs on. Starts two processes.
  ///
  /// @param tunnel whose own networks are none
  public static TakenNetworks ofThisHost(InterfaceName tunnel) {
    List<TakenNetwork> all = new ArrayList<>();
    all.addAll(IpListing.addresses(said("address"), tunnel));
    all.addAll(IpListing.routes(said("route", "show", "table", "all"), tunnel));
    RESOLVERS.forEach(file -> all.addAll(resolvers(text(file), file.toString())));
    boolean bridged = all.stream().anyMatch(taken -> taken.what().contains(DOCKER_BRIDGE));
    all.addAll(DockerPools.of(text(DOCKER), bridged));
    return new TakenNetworks(all);
  }

  private static String said(String... asked) {
    List<String> command = new ArrayList<>(List.of("ip", "-json", "-4"));
    command.addAll(List.of(asked));
    return Tool.ask(command).orElse("[]");
  }

  /// Lines `nameserver ADDRESS`, but those of this host itself.
  static List<TakenNetwork> resolvers(String text, String file) {
    return text.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
        .flatMap(words -> host(words[1]))
        .filter(address -> address.bits() >>> 24 != 127)
        .map(address -> new TakenNetwork(new Cidr(address, 32), "a resolver in " + file, false))
        .toList();
  }

  private static Stream<TunnelAddress> host(String text) {
    try {
      return Stream.of(TunnelAddress.parse(text));
    } catch (IllegalArgumentException of6) {
      return Stream.of();
    }
  }

  public List<TakenNetwork> overlapping(Cidr tunnel) {
    return all.stream().filter(taken -> taken.overlaps(tunnel)).toList();
  }

  /// The first private /16 that nothing here overlaps: the usual one, those after it in 10.0.0.0/8
  /// and those before it, then 172.16.0.0/12, then 192.168.0.0/16. Not of 100.64.0.0/10, which is
  /// carriers'.
  ///
  /// @return empty: this host has something in each of them
  public Optional<TunnelNetwork> free() {
    return candidates()
        .filter(candidate -> overlapping(Cidr.parse(candidate.toString())).isEmpty())
        .findFirst();
  }

  private static Stream<TunnelNetwork> candidates() {
    int usual = TunnelNetwork.USUAL.bits() >>> 16 & 0xff;
    return Stream.of(
            IntStream.range(0, 256).map(i -> 10 << 8 | (usual + i) % 256),
            IntStream.range(16, 32).map(i -> 172 << 8 | i),
            IntStream.of(192 << 8 | 168))
        .flatMap(IntStream::boxed)
        .map(first16 -> new TunnelNetwork(first16 << 16));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
