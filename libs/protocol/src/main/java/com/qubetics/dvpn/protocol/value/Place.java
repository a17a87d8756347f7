package com.qubetics.dvpn.protocol.value;

import java.util.Arrays;

/// A point on the globe with the names people use for it.
///
/// @param city display name, at most 64 characters
/// @param country ISO 3166-1 alpha-2, upper case
/// @param latitude degrees, -90 to 90
/// @param longitude degrees, -180 to 180
public record Place(String city, String country, double latitude, double longitude) {
  private static final double EARTH_RADIUS_KM = 6371.0;

  public Place {
    if (city.isBlank() || city.length() > 64 || city.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "city: malformed (expected: 1 to 64 printable characters)");
    }
    if (!country.matches("[A-Z]{2}")) {
      throw new IllegalArgumentException("country: malformed (expected: two capitals, ISO 3166-1)");
    }
    checkPoint(latitude, longitude);
  }

  /// @throws IllegalArgumentException that names what is no degree on the globe
  public static void checkPoint(double latitude, double longitude) {
    if (!(Math.abs(latitude) <= 90)) {
      throw new IllegalArgumentException("latitude: %s (expected: -90 to 90)".formatted(latitude));
    }
    if (!(Math.abs(longitude) <= 180)) {
      throw new IllegalArgumentException(
          "longitude: %s (expected: -180 to 180)".formatted(longitude));
    }
  }

  /// Reads `Frankfurt,DE,50.11,8.68`. The last three are country, latitude and longitude; a comma
  /// before them is the city's (`Washington, D.C.,US,38.9,-77.04`).
  public static Place parse(String text) {
    String[] parts = text.split(",", -1);
    int last = parts.length - 1;
    if (last < 3) {
      throw malformed();
    }
    String city = String.join(",", Arrays.copyOf(parts, last - 2)).strip();
    return new Place(city, parts[last - 2].strip(), degrees(parts[last - 1]), degrees(parts[last]));
  }

  private static double degrees(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "place: malformed (expected: CITY,COUNTRY,LATITUDE,LONGITUDE, such as"
            + " Frankfurt,DE,50.11,8.68)");
  }

  /// Great-circle distance (haversine) in kilometres.
  public double distanceKm(double otherLatitude, double otherLongitude) {
    double phi1 = Math.toRadians(latitude);
    double phi2 = Math.toRadians(otherLatitude);
    double dPhi = Math.toRadians(otherLatitude - latitude);
    double dLambda = Math.toRadians(otherLongitude - longitude);
    double a =
        Math.pow(Math.sin(dPhi / 2), 2)
            + Math.cos(phi1) * Math.cos(phi2) * Math.pow(Math.sin(dLambda / 2), 2);
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
  }
}
