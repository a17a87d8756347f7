package com.qubetics.dvpn.place;

import java.util.Locale;

/// A town of GeoNames' extract.
///
/// @param region letters of a state or canton, as they are in use there; empty where it has a
///   number
/// @param country ISO 3166-1 alpha-2
/// @param people as GeoNames knows it; 0: unknown
/// @param latitude degrees, to a hundredth
/// @param longitude degrees, to a hundredth
public record Town(
    String name, String region, String country, int people, double latitude, double longitude) {
  private static final double EARTH_RADIUS_KM = 6371.0;

  /// `LATITUDE,LONGITUDE`, which names this one alone.
  public String point() {
    return String.format(Locale.ROOT, "%.2f,%.2f", latitude, longitude);
  }

  /// Great-circle distance (haversine) in kilometres.
  double distanceKm(double toLatitude, double toLongitude) {
    double phi = Math.toRadians(toLatitude - latitude) / 2;
    double lambda = Math.toRadians(toLongitude - longitude) / 2;
    double across =
        Math.cos(Math.toRadians(latitude))
            * Math.cos(Math.toRadians(toLatitude))
            * Math.sin(lambda)
            * Math.sin(lambda);
    double a = Math.sin(phi) * Math.sin(phi) + across;
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
  }
}
