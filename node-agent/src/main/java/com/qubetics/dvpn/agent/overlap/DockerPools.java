package com.qubetics.dvpn.agent.overlap;

import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The pools from which Docker takes a network for each bridge that it makes: those of its
/// `daemon.json`, or, where Docker is and names none, its own.
final class DockerPools {
  private static final List<String> USUAL =
      Stream.concat(
              IntStream.range(17, 32).mapToObj(i -> "172." + i + ".0.0/16"),
              Stream.of("192.168.0.0/16"))
          .toList();

  private DockerPools() {}

  /// @param settings the text of `daemon.json`; empty if there is none
  /// @param bridged whether Docker's own bridge is there
  static List<TakenNetwork> of(String settings, boolean bridged) {
    Optional<ObjectNode> read = read(settings);
    List<String> pools = read.map(DockerPools::pools).orElse(List.of());
    List<String> all = pools.isEmpty() && (bridged || read.isPresent()) ? USUAL : pools;
    Stream<String> bridge = read.map(told -> told.path("bip").asString("")).stream();
    return Stream.concat(bridge, all.stream())
        .flatMap(text -> network(text).stream())
        .map(network -> new TakenNetwork(network, "Docker's address pools", false))
        .toList();
  }

  private static List<String> pools(ObjectNode told) {
    return told.path("default-address-pools")
        .valueStream()
        .map(pool -> pool.path("base").asString(""))
        .toList();
  }

  private static Optional<ObjectNode> read(String settings) {
    try {
      JsonNode node = Json.read(settings, JsonNode.class);
      return node instanceof ObjectNode all ? Optional.of(all) : Optional.empty();
    } catch (JsonException unreadable) {
      return Optional.empty();
    }
  }

  /// `bip` has the bridge's own address in it.
  private static Optional<Cidr> network(String text) {
    try {
      String[] parts = text.split("/", -1);
      return parts.length == 2 && parts[1].matches("[0-9]|[12][0-9]|3[0-2]")
          ? Optional.of(Cidr.around(TunnelAddress.parse(parts[0]), Integer.parseInt(parts[1])))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
