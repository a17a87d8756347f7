package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.protocol.value.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Round trips between cities.
///
/// @param millis a row for each city, in their order
record CityMatrix(List<Place> cities, List<List<Double>> millis) {
  private static final int FIRST = 4;

  /// A file of `city,country,lat,lon` and the milliseconds to each city in row order, with a title.
  static CityMatrix read(Path file) throws IOException {
    List<Place> cities = new ArrayList<>();
    List<List<Double>> millis = new ArrayList<>();
    for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      cities.add(Place.parse(String.join(",", Arrays.copyOf(cells, FIRST))));
      millis.add(Arrays.stream(cells).skip(FIRST).map(Double::valueOf).toList());
    }
    if (millis.stream().anyMatch(row -> row.size() != cities.size())) {
      throw new IOException("%s: not as many columns as cities".formatted(file));
    }
    return new CityMatrix(List.copyOf(cities), List.copyOf(millis));
  }

  double millis(int from, int to) {
    return millis.get(from).get(to);
  }

  /// The cities of a country.
  List<Integer> of(String country) {
    return all().filter(city -> cities.get(city).country().equals(country)).boxed().toList();
  }

  /// The one of its country where a host is.
  Optional<Integer> at(Place host, double withinKm) {
    return of(host.country()).stream()
        .filter(city -> distanceKm(city, host) <= withinKm)
        .min((one, other) -> Double.compare(distanceKm(one, host), distanceKm(other, host)));
  }

  double distanceKm(int city, Place place) {
    return cities.get(city).distanceKm(place.latitude(), place.longitude());
  }

  IntStream all() {
    return IntStream.range(0, cities.size());
  }

  /// These cities alone.
  CityMatrix part(List<Integer> kept) {
    return new CityMatrix(
        kept.stream().map(cities::get).toList(),
        kept.stream().map(row -> kept.stream().map(millis.get(row)::get).toList()).toList());
  }
}
