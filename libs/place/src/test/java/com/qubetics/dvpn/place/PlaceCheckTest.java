package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Place;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceCheckTest {

  /// Where providers of servers and VPN fleets have machines.
  static List<Place> datacentres() {
    return Resource.rows("datacentres.csv").stream().map(row -> Place.parse(row[0])).toList();
  }

  @ParameterizedTest
  @MethodSource("datacentres")
  void takesWhereDatacentresAre(Place place) {
    assertThat(PlaceCheck.fault(place)).isEmpty();
  }

  /// What lies south of 90° east or west can't be swapped at all; that counts as caught.
  @Test
  void catchesNearlyAllSwappedCoordinates() {
    List<Place> places = datacentres();
    List<Place> taken =
        places.stream()
            .filter(place -> Math.abs(place.longitude()) <= 90)
            .map(
                place ->
                    new Place(place.city(), place.country(), place.longitude(), place.latitude()))
            .filter(place -> PlaceCheck.fault(place).isEmpty())
            .toList();
    assertThat(places).hasSizeGreaterThanOrEqualTo(149);
    assertThat(taken.size()).as(taken.toString()).isLessThanOrEqualTo(places.size() / 100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "London,UK,51.51,-0.09  | country: UK is no code of ISO 3166-1 (expected: GB, Britain (UK))",
        "Athens,EL,37.98,23.73  | country: EL is no code of ISO 3166-1 (expected: GR, Greece)",
        "Brussels,EU,50.83,4.33 | country: EU is no code of ISO 3166-1 (expected: such as DE, FR or US)",
        "Nowhere,ZZ,0,0         | country: ZZ is no code of ISO 3166-1 (expected: such as DE, FR or US)",
        "Berlin,DE,13.4,52.52   | 13.4,52.52: not within 100 km of a town of Germany; swapped they are: LATITUDE comes first",
        "Berlin,US,52.52,13.4   | 52.52,13.4: not within 100 km of a town of United States; that is in Germany (DE)",
        "Null Island,DE,0,0     | 0.0,0.0: not within 100 km of a town of Germany",
      })
  void saysWhatIsWrong(String text, String fault) {
    assertThat(PlaceCheck.fault(Place.parse(text))).contains(fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"K\uFFFDln", "Berlin\u202E", "Ber\u2028lin", "B\uE000", "B\uD800"})
  void refusesANameThatCannotBeShown(String city) {
    assertThat(PlaceCheck.fault(new Place(city, "DE", 52.5, 13.4)))
        .hasValueSatisfying(fault -> assertThat(fault).startsWith("city: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Washington, D.C.",
        "’s-Hertogenbosch",
        "Köln",
        "北京",
        "مِی‌خواهم",
        "N'Djamena",
        "Ōsaka 2"
      })
  void takesAnyNameThatCanBeShown(String city) {
    assertThat(PlaceCheck.fault(new Place(city, "DE", 52.5, 13.4))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"BV, -54.4, 3.4", "HM, -53.1, 73.5", "IO, -7.3, 72.4", "UM, 28.2, -177.4"})
  void takesIslandsWithoutATown(String country, double latitude, double longitude) {
    assertThat(PlaceCheck.fault(new Place("island", country, latitude, longitude))).isEmpty();
  }

  static Stream<String> codes() {
    return Country.all().stream().map(Country::code);
  }

  @Test
  void knowsTheStandardsCountriesAndKosovo() {
    assertThat(codes()).hasSize(250).doesNotHaveDuplicates().contains("XK", "GB", "SS", "AX");
  }

  @ParameterizedTest
  @CsvSource({"germany, DE", "Deutschland, such as", "United States, US", "gb, ''"})
  void saysTheCodeOfACountryThatIsNamed(String text, String expected) {
    try {
      assertThat(Country.parse(text).code()).isEqualTo("GB");
      assertThat(expected).isEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("expected: " + expected).hasMessageContaining(text);
    }
  }
}
