package com.qubetics.dvpn.place;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the people of a time zone are, roughly: tzdata's point of the zone, which is on average
/// 484 km from where its people live.
///
/// @param zone the name that was looked up
/// @param country ISO 3166-1 alpha-2
/// @param latitude degrees
/// @param longitude degrees
public record ZonePlace(String zone, String country, double latitude, double longitude) {

  /// By `zone.tab`, which has each zone of each country (`zone1970.tab` has no line for Amsterdam,
  /// Oslo and 104 others), then by the names that are links to one of them.
  ///
  /// @return empty for what is no place, such as `Etc/UTC` or `EST`
  public static Optional<ZonePlace> of(String zone) {
    Map<String, ZonePlace> places = new HashMap<>();
    Map<String, String> links = new HashMap<>();
    for (String[] row : rows()) {
      if (row.length == 2) {
        links.put(row[0], row[1]);
      } else {
        places.put(row[0], read(row));
      }
    }
    return Optional.ofNullable(places.get(links.getOrDefault(zone, zone)))
        .map(place -> new ZonePlace(zone, place.country, place.latitude, place.longitude));
  }

  /// The points of a country's zones.
  static List<ZonePlace> ofCountry(String country) {
    return rows().stream()
        .filter(row -> row.length > 2 && row[1].equals(country))
        .map(ZonePlace::read)
        .toList();
  }

  /// Zones, four fields, and links, two.
  static List<String[]> rows() {
    return Resource.rows("zones.tsv");
  }

  private static ZonePlace read(String[] row) {
    return new ZonePlace(row[0], row[1], Double.parseDouble(row[2]), Double.parseDouble(row[3]));
  }
}
