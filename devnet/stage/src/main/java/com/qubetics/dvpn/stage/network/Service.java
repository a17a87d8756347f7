package com.qubetics.dvpn.stage.network;

import java.util.List;
import java.util.stream.Stream;

/// A service of the control plane.
///
/// @param name its module's name, also of its log
/// @param port where it listens
/// @param managementPort where it tells health and metrics, on the loopback
/// @param database name of its database, empty if it has none
/// @param heapMegabytes largest heap
record Service(String name, int port, int managementPort, String database, int heapMegabytes) {

  /// What a node needs to be set up and registered.
  static final List<Service> DOOR =
      List.of(
          new Service("registry-service", 8081, 8091, "registry", 96),
          new Service("gateway", Layout.GATEWAY_PORT, 9095, "gateway", 64));

  /// What users need besides.
  static final List<Service> BEHIND =
      List.of(
          new Service("session-ledger", 8083, 8093, "ledger", 96),
          new Service("selector-service", 8082, 8092, "", 64),
          new Service("rewards-service", 8084, 8094, "rewards", 96));

  static final List<Service> ALL = Stream.of(DOOR, BEHIND).flatMap(List::stream).toList();

  boolean isGateway() {
    return name.equals("gateway");
  }
}
