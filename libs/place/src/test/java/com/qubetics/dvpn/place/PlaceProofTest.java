package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.place.PlaceVerdict.Impossible;
import com.qubetics.dvpn.place.PlaceVerdict.Reason;
import com.qubetics.dvpn.place.PlaceVerdict.Unproved;
import com.qubetics.dvpn.place.PlaceVerdict.Within;
import com.qubetics.dvpn.protocol.value.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceProofTest {
  private static final Place BERLIN = new Place("Berlin", "DE", 52.52, 13.4);
  private static final Place MADRID = new Place("Madrid", "ES", 40.42, -3.7);
  private static final Place LISBON = new Place("Lisbon", "PT", 38.72, -9.14);
  private static final Place PRAGUE = new Place("Prague", "CZ", 50.08, 14.44);
  private static final Place TOKYO = new Place("Tokyo", "JP", 35.68, 139.69);

  private static RoundTrip trip(String provider, Place place, double millis) {
    return new RoundTrip(new Prober(provider + place.city(), provider, place), millis);
  }

  private static int off(PlaceVerdict verdict) {
    return ((Impossible) verdict).offKm();
  }

  @Test
  void acceptsAClaimWhoseNearestProberStandsNearIt() {
    PlaceVerdict verdict =
        PlaceProof.of(BERLIN, List.of(trip("a", PRAGUE, 7), trip("b", MADRID, 45)));
    int km = (int) Math.ceil(BERLIN.distanceKm(50.08, 14.44) + 700);
    assertThat(verdict).isEqualTo(new Within(km));
  }

  @Test
  void callsAClaimImpossibleWithTheKmThatTheSecondProviderShows() {
    PlaceVerdict verdict =
        PlaceProof.of(BERLIN, List.of(trip("a", MADRID, 8), trip("b", LISBON, 9)));
    double madrid = MADRID.distanceKm(52.52, 13.4) - 800;
    double lisbon = LISBON.distanceKm(52.52, 13.4) - 900;
    assertThat(off(verdict)).isEqualTo((int) Math.round(Math.min(madrid, lisbon)));
  }

  @Test
  void neverCallsAClaimImpossibleForProbersOfOneProvider() {
    assertThat(
            PlaceProof.of(
                BERLIN, List.of(trip("a", MADRID, 8), trip("a", LISBON, 9), trip("b", PRAGUE, 7))))
        .isEqualTo(new Unproved(Reason.CONTRADICTED_BY_ONE));
  }

  @Test
  void provesNothingFromOneProvider() {
    assertThat(PlaceProof.of(BERLIN, List.of(trip("a", PRAGUE, 7), trip("a", MADRID, 45))))
        .isEqualTo(new Unproved(Reason.TOO_FEW_PROBERS));
    assertThat(PlaceProof.of(BERLIN, List.of())).isEqualTo(new Unproved(Reason.TOO_FEW_PROBERS));
  }

  @Test
  void provesNothingWhereTheNearestByRoundTripIsFarFromTheClaim() {
    assertThat(PlaceProof.of(BERLIN, List.of(trip("a", MADRID, 40), trip("b", TOKYO, 250))))
        .isEqualTo(new Unproved(Reason.NEAREST_IS_FAR));
  }

  @Test
  void takesTheLeastOfAProbersHours() {
    List<RoundTrip> busy = List.of(trip("a", MADRID, 80), trip("b", LISBON, 90));
    List<RoundTrip> hours = new ArrayList<>(busy);
    hours.addAll(List.of(trip("a", MADRID, 8), trip("b", LISBON, 9)));
    hours.addAll(busy);
    assertThat(PlaceProof.of(BERLIN, busy)).isInstanceOf(Unproved.class);
    assertThat(PlaceProof.of(BERLIN, hours)).isInstanceOf(Impossible.class);
  }

  @Test
  void seesSwappedCoordinates() {
    Place swapped = new Place("Berlin", "DE", BERLIN.longitude(), BERLIN.latitude());
    assertThat(off(PlaceProof.of(swapped, List.of(trip("a", PRAGUE, 7), trip("b", MADRID, 30)))))
        .isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesATripThatTakesNoTime(double millis) {
    assertThatThrownBy(() -> trip("a", MADRID, millis)).hasMessageContaining("millis: ");
  }

  /// Whatever way the packets go, cables are no faster than light: a true claim is never called
  /// impossible, and the radius that is proved for any claim holds the node.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neitherRefutesTheTruthNorProvesWhatIsNot(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int accepted = 0;
    for (int world = 0; world < 300; world++) {
      Place node = anywhere(random);
      List<RoundTrip> trips = new ArrayList<>();
      for (int prober = 0; prober < 40; prober++) {
        Place place = anywhere(random);
        double km = place.distanceKm(node.latitude(), node.longitude());
        double millis = km / 100 * random.nextDouble(1, 3) + random.nextDouble(0.01, 20);
        trips.add(trip("p" + prober, place, millis));
      }
      assertThat(PlaceProof.of(node, trips)).isNotInstanceOf(Impossible.class);
      Place claim = random.nextInt(4) == 0 ? node : anywhere(random);
      if (PlaceProof.of(claim, trips) instanceof Within within) {
        accepted++;
        assertThat(node.distanceKm(claim.latitude(), claim.longitude()))
            .isLessThanOrEqualTo(within.radiusKm());
      }
    }
    assertThat(accepted).isPositive();
  }

  private static Place anywhere(SplittableRandom random) {
    return new Place("x", "XX", random.nextDouble(-60, 70), random.nextDouble(-180, 180));
  }
}
