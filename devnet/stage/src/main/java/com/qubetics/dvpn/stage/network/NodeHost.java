package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.sandbox.Host;
import java.util.List;

/// A node of the devnet.
///
/// @param name `fra-1` and the like: name of its host, folder and log
/// @param provider name of its provider's key
public record NodeHost(String name, String provider, NodePlace place, Host host) {

  static final int WIREGUARD_PORT = 51820;

  /// Four nodes of three providers on three continents.
  public static final List<NodeHost> ALL =
      List.of(
          of("fra-1", "provider-1", new NodePlace("Frankfurt", "DE", 50.11, 8.68), 1),
          of("par-1", "provider-2", new NodePlace("Paris", "FR", 48.86, 2.35), 2),
          of("sin-1", "provider-3", new NodePlace("Singapore", "SG", 1.35, 103.82), 3),
          of("nyc-1", "provider-1", new NodePlace("New York", "US", 40.71, -74.01), 4));

  private static NodeHost of(String name, String provider, NodePlace place, int index) {
    return new NodeHost(name, provider, place, Host.node(name, index));
  }

  public String endpoint() {
    return host.address() + ":" + WIREGUARD_PORT;
  }

  /// Interface names must differ: the sockets of wireguard-go lie in one folder for all hosts of
  /// the sandbox.
  public String interfaceName() {
    return "wg-" + name;
  }
}
