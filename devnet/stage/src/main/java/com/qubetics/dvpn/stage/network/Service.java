package com.qubetics.dvpn.stage.network;

import java.util.List;
import java.util.stream.Stream;

/// A service of the control plane.
///
/// @param name its module's name, also of its log
/// @param port where it listens
/// @param database name of its database, empty if it has none
/// @param heapMegabytes largest heap
record Service(String name, int port, String database, int heapMegabytes) {

  /// What a node needs to be set up and registered.
  static final List<Service> DOOR =
      List.of(
          new Service("registry-service", 8081, "registry", 96),
          new Service("gateway", Layout.GATEWAY_PORT, "gateway", 64));

  /// What users need besides.
  static final List<Service> BEHIND =
      List.of(
          new Service("session-ledger", 8083, "ledger", 96),
          new Service("selector-service", 8082, "", 64),
          new Service("rewards-service", 8084, "rewards", 96));

  static final List<Service> ALL = Stream.of(DOOR, BEHIND).flatMap(List::stream).toList();

  boolean isGateway() {
    return name.equals("gateway");
  }
}
