package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonePlaceTest {
  private static final List<String[]> ROWS = ZonePlace.rows();

  /// Where zones have points far from any town: the Antarctic, islands.
  private static final List<String> EMPTY_LANDS = List.of("AQ", "TF", "IO", "UM");

  /// Zones of fewer than a thousand people.
  private static final List<String> FAR_FROM_TOWNS =
      List.of(
          "America/Adak",
          "America/Blanc-Sablon",
          "America/Cambridge_Bay",
          "America/Danmarkshavn",
          "America/Resolute",
          "America/Scoresbysund",
          "America/Thule",
          "America/Yakutat",
          "Antarctica/Macquarie",
          "Australia/Eucla",
          "Australia/Lord_Howe",
          "Pacific/Kanton");

  @Test
  void hasEveryZoneOfZoneTabAndEveryLinkToOne() {
    assertThat(ROWS).filteredOn(row -> row.length == 4).hasSize(418);
    assertThat(ROWS).filteredOn(row -> row.length == 2).hasSize(124);
  }

  @Test
  void givesAPointInTheZonesCountry() {
    Map<String, List<Town>> towns = new HashMap<>();
    Towns.forEach(town -> towns.computeIfAbsent(town.country(), c -> new ArrayList<>()).add(town));
    assertThat(ROWS)
        .allSatisfy(
            row -> {
              ZonePlace place = ZonePlace.of(row[0]).orElseThrow();
              assertThat(Country.find(place.country())).isPresent();
              assertThat(towns.getOrDefault(place.country(), List.of()))
                  .as(row[0])
                  .satisfiesAnyOf(
                      none -> assertThat(EMPTY_LANDS).contains(place.country()),
                      far -> assertThat(FAR_FROM_TOWNS).contains(row[row.length == 2 ? 1 : 0]),
                      some ->
                          assertThat(some).anyMatch(town -> km(town, place) < PlaceCheck.NEAR_KM));
            });
  }

  private static double km(Town town, ZonePlace place) {
    return town.distanceKm(place.latitude(), place.longitude());
  }

  /// Those that have no line in `zone1970.tab`, and links old and new.
  @ParameterizedTest
  @CsvSource({
    "Europe/Amsterdam, NL, 52.37, 4.90",
    "Europe/Stockholm, SE, 59.33, 18.05",
    "Europe/Oslo, NO, 59.92, 10.75",
    "Europe/Copenhagen, DK, 55.67, 12.58",
    "Asia/Kuwait, KW, 29.33, 47.98",
    "Africa/Addis_Ababa, ET, 9.03, 38.70",
    "America/New_York, US, 40.71, -74.01",
    "US/Eastern, US, 40.71, -74.01",
    "Asia/Calcutta, IN, 22.53, 88.37",
    "Europe/Kiev, UA, 50.43, 30.52",
    "Europe/Kyiv, UA, 50.43, 30.52",
    "Asia/Saigon, VN, 10.75, 106.67",
    "Singapore, SG, 1.28, 103.85",
    "GB, GB, 51.51, -0.13",
    "America/Argentina/Buenos_Aires, AR, -34.60, -58.45",
    "Australia/ACT, AU, -33.87, 151.22",
  })
  void knowsWhereAZoneIs(String name, String country, double latitude, double longitude) {
    assertThat(ZonePlace.of(name)).contains(new ZonePlace(name, country, latitude, longitude));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Etc/UTC",
        "UTC",
        "GMT",
        "Etc/GMT+5",
        "Factory",
        "EST",
        "CET",
        "CET-1CEST",
        "Zulu",
        "",
        "Nowhere/Land"
      })
  void knowsNoPlaceOfWhatIsNone(String name) {
    assertThat(ZonePlace.of(name)).isEmpty();
  }

  /// Java has its own copy of tzdata, whose version is another one.
  @Test
  void hasAPlaceForEachRegionThatJavaKnows() {
    assertThat(ZoneId.getAvailableZoneIds())
        .filteredOn(id -> id.matches("(Africa|America|Asia|Europe|Australia)/.+"))
        .hasSizeGreaterThan(400)
        .allSatisfy(id -> assertThat(ZonePlace.of(id)).as(id).isPresent());
  }
}
