package com.qubetics.dvpn.client.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.place.Country;
import com.qubetics.dvpn.place.SystemZone;
import com.qubetics.dvpn.wire.selection.SelectionRequest.Near;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhereaboutsTest {
  private static final List<Country> GERMANY = List.of(Country.parse("DE"));

  private static Whereabouts.Assumed assumed(String zone, List<Country> wanted) {
    SystemZone set = new SystemZone(Map.of("TZ", zone), Path.of("/nowhere"));
    return new Whereabouts(set).assumed(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "50.1,8.7          | 50.1  | 8.7",
        "' -33.9 , +18.4 ' | -33.9 | 18.4",
        "Berlin            | 52.52 | 13.41",
        "Washington,US     | 38.9  | -77.04",
        "frankfurt         | 50.12 | 8.68",
      })
  void isWhereTheUserSays(String text, double latitude, double longitude) {
    assertThat(Whereabouts.named(text)).isEqualTo(new Near(latitude, longitude));
  }

  @Test
  void showsTheTownsOfANameWithWhatToType() {
    var refusal =
        catchThrowableOfType(ProblemException.class, () -> Whereabouts.named("Birmingham"));
    assertThat(refusal.code()).isEqualTo("PLACE_AMBIGUOUS");
    assertThat(refusal.getMessage().lines().toList())
        .satisfies(
            lines -> assertThat(lines.getFirst()).matches("Birmingham: [0-9]+ towns are called so"),
            lines ->
                assertThat(lines.get(1))
                    .matches(
                        " *--near \"Birmingham,GB\" +Birmingham, ENG, Britain \\(UK\\) \\(984,333 people\\)"),
            lines ->
                assertThat(lines.get(2))
                    .matches(
                        " *--near \"Birmingham,US\" +Birmingham, AL, United States \\([0-9,]+ people\\)"));
  }

  @Test
  void suggestsWhatIsSpeltAlike() {
    assertThatThrownBy(() -> Whereabouts.named("Stokholm"))
        .hasMessageContaining("Stokholm: no such town; did you mean \"Stockholm,SE\"")
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("PLACE_UNKNOWN"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"91,0", "0,181", "1.2.3,4"})
  void refusesWhatIsNoPointOnTheGlobe(String text) {
    assertThatThrownBy(() -> Whereabouts.named(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ");
  }

  @Test
  void isWhereTheTimeZoneIsIfTheUserDoesNotSay() {
    assertThat(assumed("Europe/Oslo", List.of()))
        .isEqualTo(
            new Whereabouts.Assumed(
                new Near(59.92, 10.75), "near Europe/Oslo, by this machine's time zone"));
    assertThat(assumed("Europe/Oslo", GERMANY).near()).isEqualTo(new Near(59.92, 10.75));
  }

  @Test
  void isTheLargestTownOfTheWantedCountryWhereTheZoneIsNoPlace() {
    Whereabouts.Assumed assumed = assumed("Etc/UTC", GERMANY);
    assertThat(assumed.near()).isEqualTo(new Near(52.52, 13.41));
    assertThat(assumed.note()).contains("Etc/UTC", "Berlin");
  }

  @Test
  void isAnywhereWhereNothingTells() {
    Whereabouts.Assumed assumed = assumed("Etc/UTC", List.of());
    assertThat(assumed.near()).isNull();
    assertThat(assumed.note()).contains("Etc/UTC, tells no place", "--near");
  }
}
