package com.qubetics.dvpn.stage.network;

/// Where a node of the devnet says it stands.
public record NodePlace(String city, String country, double latitude, double longitude) {

  /// As `dvpn-node setup --place` takes it.
  String argument() {
    return "%s,%s,%s,%s".formatted(city, country, latitude, longitude);
  }
}
