package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TownSearchTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Berlin             | Berlin            | DE",
        "berlin             | Berlin            | DE",
        "Berl               | Berlin            | DE",
        "Frankfurt          | Frankfurt am Main | DE",
        "Frankfurt,DE       | Frankfurt am Main | DE",
        "Frankfurt (Oder)   | Frankfurt (Oder)  | DE",
        "frankfurt oder     | Frankfurt (Oder)  | DE",
        "New York           | New York City     | US",
        "NYC                | New York City     | US",
        "Zurich             | Zürich            | CH",
        "ZÜRICH             | Zürich            | CH",
        "Zuerich            | Zürich            | CH",
        "Koeln              | Köln              | DE",
        "cologne            | Köln              | DE",
        "München            | Munich            | DE",
        "Wien               | Vienna            | AT",
        "Washington         | Washington, D.C.  | US",
        "Washington,US      | Washington, D.C.  | US",
        "washington, us     | Washington, D.C.  | US",
        "Washington, D.C.   | Washington, D.C.  | US",
        "Washington,GB      | Washington        | GB",
        "Mexico             | Mexico City       | MX",
        "Mexico,PH          | Mexico            | PH",
        "London             | London            | GB",
        "London,CA          | London            | CA",
        "São Paulo          | São Paulo         | BR",
        "sao paulo          | São Paulo         | BR",
        "Lodz               | Łódź              | PL",
        "Kyiv               | Kyiv              | UA",
        "東京               | Tokyo             | JP",
        "Москва             | Moscow            | RU",
        "Springfield,MO,US  | Springfield       | US",
        "Paris,TX,US        | Paris             | US",
      })
  void takesTheTownThatIsMeant(String text, String name, String country) {
    assertThat(TownSearch.find(text))
        .isInstanceOfSatisfying(
            Found.One.class,
            one -> {
              assertThat(one.town().name()).isEqualTo(name);
              assertThat(one.town().country()).isEqualTo(country);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"Birmingham", "Springfield", "Springfield,US", "San", "Cambridge"})
  void letsTheUserChooseWhereTheLargestIsNotFiveTimesTheNext(String text) {
    assertThat(TownSearch.find(text))
        .isInstanceOfSatisfying(
            Found.Several.class,
            several -> {
              List<Town> towns = several.towns();
              assertThat(towns).hasSizeBetween(2, TownSearch.MOST_SHOWN);
              assertThat(several.inAll()).isGreaterThanOrEqualTo(towns.size());
              assertThat(towns.getFirst().people()).isLessThan(5 * towns.get(1).people());
              assertThat(towns)
                  .isSortedAccordingTo((a, b) -> Integer.compare(b.people(), a.people()));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"Birmingham", "Springfield", "Cambridge"})
  void saysOfEachWhatFindsItAlone(String text) {
    Found.Several several = (Found.Several) TownSearch.find(text);
    for (Town town : several.towns()) {
      String typed = TownSearch.typed(town);
      assertThat(typed)
          .satisfiesAnyOf(
              point -> assertThat(point).isEqualTo(town.point()),
              name -> assertThat(TownSearch.find(name)).isEqualTo(new Found.One(town)));
    }
    assertThat(several.towns().stream().map(TownSearch::typed)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "Berln, Berlin",
    "Amstredam, Amsterdam",
    "Frnakfurt am Main, Frankfurt am Main",
    "Stokholm, Stockholm",
    "Züirch, Zürich",
    "Pariss, Paris",
  })
  void suggestsWhatIsSpeltMuchAlike(String text, String name) {
    Found.None none = (Found.None) TownSearch.find(text);
    assertThat(none.similar()).extracting(Town::name).contains(name);
    assertThat(none.similar()).hasSizeLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Berlin,GR", "qqqqqqqqqqqqqqqq", "", ",", ",DE", "\u0000", "\uFFFD"})
  void findsNothingForWhatNoTownIsCalled(String text) {
    assertThat(TownSearch.find(text)).isInstanceOf(Found.None.class);
  }

  @Test
  void refusesWhatIsTooLongForAnyName() {
    assertThatThrownBy(() -> TownSearch.find("a".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("101 letters");
  }

  /// The longest search is for a long name that nobody has: all are compared by letters.
  @Test
  void answersWithinSeconds() {
    Assertions.assertTimeout(
        Duration.ofSeconds(10), () -> TownSearch.find("Llanfairpwllgwyngyllgogerychwyrndrobwyll"));
  }
}
