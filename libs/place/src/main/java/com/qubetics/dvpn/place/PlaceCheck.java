package com.qubetics.dvpn.place;

import com.qubetics.dvpn.protocol.value.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a node can be where it says: a country that there is, coordinates that are in it, a name
/// that can be shown. What is published unchecked is found by nobody who asks for the country.
public final class PlaceCheck {
  /// Every place of two fleets has a town of its country nearer than that, and of a hundred swapped
  /// coordinates one has.
  public static final int NEAR_KM = 100;

  private PlaceCheck() {}

  /// @return what is wrong with it, in one line
  public static Optional<String> fault(Place place) {
    Optional<Country> country = Country.find(place.country());
    if (country.isEmpty()) {
      return Optional.of(unknown(place.country()));
    }
    if (!isPrintable(place.city())) {
      return Optional.of("city: characters that can't be shown (expected: its name in UTF-8)");
    }
    return isIn(place) ? Optional.empty() : Optional.of(elsewhere(place, country.get()));
  }

  private static String unknown(String code) {
    try {
      return Country.parse(code).toString();
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// What a broken decoder leaves (U+FFFD) is printed and means nothing.
  static boolean isPrintable(String name) {
    return !name.isBlank() && name.codePoints().allMatch(PlaceCheck::isPrintable);
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Persian and Indian names are written with joiners; marks of direction would turn a list.
      case Character.FORMAT -> character == 0x200c || character == 0x200d;
      default -> character != 0xfffd;
    };
  }

  private static boolean isIn(Place place) {
    return isNear(place.country(), place.latitude(), place.longitude());
  }

  private static boolean isNear(String country, double latitude, double longitude) {
    List<Town> towns = places(country);
    return towns.isEmpty()
        || towns.stream().anyMatch(town -> town.distanceKm(latitude, longitude) <= NEAR_KM);
  }

  /// Zones have points where no town of a thousand people is: on Wake, in the Antarctic.
  private static List<Town> places(String country) {
    List<Town> places = new ArrayList<>(Towns.of(country));
    for (ZonePlace zone : ZonePlace.ofCountry(country)) {
      places.add(new Town(zone.zone(), "", country, 0, zone.latitude(), zone.longitude()));
    }
    return places;
  }

  private static String elsewhere(Place place, Country country) {
    String swapped =
        Math.abs(place.longitude()) <= 90
                && isNear(country.code(), place.longitude(), place.latitude())
            ? "; swapped they are: LATITUDE comes first"
            : nearest(place)
                .flatMap(town -> Country.find(town.country()))
                .map(there -> "; that is in %s (%s)".formatted(there.name(), there.code()))
                .orElse("");
    return "%s,%s: not within %s km of a town of %s%s"
        .formatted(place.latitude(), place.longitude(), NEAR_KM, country.name(), swapped);
  }

  private static Optional<Town> nearest(Place place) {
    Nearest nearest = new Nearest(place);
    Towns.forEach(nearest::look);
    return Optional.ofNullable(nearest.town);
  }

  /// The nearest town within [#NEAR_KM] of those that were shown.
  private static final class Nearest {
    private final Place place;
    private double leastKm = NEAR_KM;
    private @Nullable Town town;

    Nearest(Place place) {
      this.place = place;
    }

    void look(Town next) {
      double km = next.distanceKm(place.latitude(), place.longitude());
      if (km < leastKm) {
        leastKm = km;
        town = next;
      }
    }
  }
}
