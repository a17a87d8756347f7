package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.protocol.value.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A server of a VPN fleet.
///
/// @param claim where the fleet says it is
/// @param country where it stands: the claim's, or what the fleet declares of a virtual server
record FleetHost(Place claim, String country) {
  private static final int CELLS = 8;

  /// A file of `fleet,city,country_claimed,country_declared_host,lat,lon` and two more, with a
  /// title.
  static List<FleetHost> read(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(FleetHost::row).toList();
  }

  private static FleetHost row(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != CELLS) {
      throw new IllegalArgumentException("fleet: %s (expected: %s cells)".formatted(line, CELLS));
    }
    String claimed = standard(cells[2]);
    Place claim =
        new Place(cells[1], claimed, Double.parseDouble(cells[4]), Double.parseDouble(cells[5]));
    return new FleetHost(claim, cells[3].isEmpty() ? claimed : standard(cells[3]));
  }

  private static String standard(String country) {
    return country.equals("UK") ? "GB" : country;
  }

  boolean isVirtual() {
    return !country.equals(claim.country());
  }
}
