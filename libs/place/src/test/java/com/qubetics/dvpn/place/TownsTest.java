package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TownsTest {
  private static final List<Town> ALL = new ArrayList<>();

  @BeforeAll
  static void read() {
    Towns.forEach(ALL::add);
  }

  @Test
  void hasTheWholeExtract() {
    assertThat(ALL).hasSize(135_233);
    assertThat(ALL)
        .allSatisfy(
            town -> {
              assertThat(town.name()).isNotBlank();
              assertThat(Math.abs(town.latitude())).isLessThanOrEqualTo(90);
              assertThat(Math.abs(town.longitude())).isLessThanOrEqualTo(180);
              assertThat(town.people()).isNotNegative();
            });
  }

  @Test
  void hasTownsOfAllCountriesButThoseWhereNobodyLives() {
    Set<String> withTowns = ALL.stream().map(Town::country).collect(Collectors.toSet());
    assertThat(Country.all())
        .extracting(Country::code)
        .containsAll(withTowns)
        .filteredOn(code -> !withTowns.contains(code))
        .containsExactly("BV", "HM", "IO", "UM");
  }

  @ParameterizedTest
  @CsvSource({
    "DE, Berlin, 3426354, 52.52, 13.41",
    "SG, Singapore, 3547809, 1.29, 103.85",
    "NZ, Auckland, 417910, -36.85, 174.76",
    "FJ, Suva, 77366, -18.14, 178.44",
    "CL, Santiago, 4837295, -33.46, -70.65",
  })
  void knowsTheLargestOfACountry(
      String code, String name, int people, double latitude, double longitude) {
    assertThat(TownSearch.largestOf(Country.parse(code)))
        .hasValueSatisfying(
            town -> {
              assertThat(town.name()).isEqualTo(name);
              assertThat(town.people()).isEqualTo(people);
              assertThat(town.latitude()).isEqualTo(latitude);
              assertThat(town.longitude()).isEqualTo(longitude);
            });
  }

  @Test
  void readsOneCountryAloneAsAmongAll() {
    assertThat(Towns.of("IS"))
        .isEqualTo(ALL.stream().filter(town -> town.country().equals("IS")).toList())
        .isNotEmpty();
  }

  @Test
  void knowsEachTownThatHasAnotherName() {
    Set<Named> named =
        ALL.stream()
            .map(town -> new Named(town.name(), town.country()))
            .collect(Collectors.toSet());
    assertThat(Resource.rows("exonyms.tsv"))
        .hasSizeGreaterThan(200)
        .allSatisfy(row -> assertThat(named).contains(new Named(row[0], row[1])));
  }
}
