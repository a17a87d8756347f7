package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.place.PlaceProof;
import com.qubetics.dvpn.place.PlaceVerdict;
import com.qubetics.dvpn.place.PlaceVerdict.Impossible;
import com.qubetics.dvpn.place.PlaceVerdict.Unproved;
import com.qubetics.dvpn.place.PlaceVerdict.Within;
import com.qubetics.dvpn.place.Prober;
import com.qubetics.dvpn.place.RoundTrip;
import com.qubetics.dvpn.protocol.value.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// How often true and false places of a fleet are accepted and refuted, with the round trips of a
/// matrix; beside it three random probers and a GeoIP file.
///
/// A host takes the row of the city where it stands; the other cities are its probers, of a
/// provider each. A virtual host stands in a random city of the country that its fleet declares,
/// and its claim is a false one. So are all other cities, for each host that is not virtual.
final class PlaceBenchmark {
  /// A host in a suburb of a city is that city's.
  private static final double CITY_KM = 50;

  private static final int PEERS_PROBERS = 3;

  /// How often a free GeoIP file names the claimed country: of hosts that stand there (69 to 86 %
  /// of two fleets, the middle), and of those declared to stand elsewhere.
  private static final double GEOIP_HONEST = 0.775;

  private static final double GEOIP_FALSE = 0.75;

  private final CityMatrix matrix;
  private final RandomGenerator random;
  private final Map<Kind, Tally> tallies = new LinkedHashMap<>();
  private final Map<Kind, Tally> peers = new LinkedHashMap<>();

  /// What is claimed, by how far from it the host stands.
  private enum Kind {
    HONEST,
    BELOW_1000,
    FALSE_1000,
    FALSE_2000,
    BEYOND_4000;

    static Kind ofFalse(double km) {
      if (km < 1000) {
        return BELOW_1000;
      }
      if (km < 2000) {
        return FALSE_1000;
      }
      return km < 4000 ? FALSE_2000 : BEYOND_4000;
    }
  }

  private enum Answer {
    ACCEPTED,
    OPEN,
    REFUTED
  }

  /// How many claims of a kind had which answer.
  private static final class Tally {
    private int accepted;
    private int refuted;
    private int all;

    void count(Answer answer) {
      all++;
      switch (answer) {
        case ACCEPTED -> accepted++;
        case REFUTED -> refuted++;
        case OPEN -> {}
      }
    }

    Tally with(Tally other) {
      Tally sum = new Tally();
      sum.accepted = accepted + other.accepted;
      sum.refuted = refuted + other.refuted;
      sum.all = all + other.all;
      return sum;
    }

    double acceptedShare() {
      return all == 0 ? 0 : (double) accepted / all;
    }

    double refutedShare() {
      return all == 0 ? 0 : (double) refuted / all;
    }
  }

  PlaceBenchmark(CityMatrix matrix, RandomGenerator random) {
    this.matrix = matrix;
    this.random = random;
    for (Kind kind : Kind.values()) {
      tallies.put(kind, new Tally());
      peers.put(kind, new Tally());
    }
  }

  Result run(List<FleetHost> fleet) {
    fleet.forEach(this::look);
    return new Result("place", ratios(), figures(), Machine.describe());
  }

  private void look(FleetHost host) {
    if (host.isVirtual()) {
      declaredCity(host).ifPresent(city -> judgeFalse(city, host.claim()));
      return;
    }
    Optional<Integer> city = matrix.at(host.claim(), CITY_KM);
    if (city.isPresent()) {
      judge(Kind.HONEST, city.get(), host.claim());
      matrix
          .all()
          .filter(other -> other != city.get())
          .forEach(other -> judgeFalse(city.get(), matrix.cities().get(other)));
    }
  }

  private Optional<Integer> declaredCity(FleetHost host) {
    List<Integer> cities = matrix.of(host.country());
    return cities.isEmpty()
        ? Optional.empty()
        : Optional.of(cities.get(random.nextInt(cities.size())));
  }

  private void judgeFalse(int city, Place claim) {
    judge(Kind.ofFalse(matrix.distanceKm(city, claim)), city, claim);
  }

  private void judge(Kind kind, int city, Place claim) {
    List<RoundTrip> trips = trips(city);
    of(tallies, kind).count(answer(PlaceProof.of(claim, trips)));
    of(peers, kind).count(peer(claim, trips, kind == Kind.HONEST ? GEOIP_HONEST : GEOIP_FALSE));
  }

  private List<RoundTrip> trips(int city) {
    return matrix
        .all()
        .filter(prober -> prober != city)
        .mapToObj(prober -> new RoundTrip(prober(prober), matrix.millis(prober, city)))
        .toList();
  }

  private Prober prober(int city) {
    String name = String.valueOf(city);
    return new Prober(name, name, matrix.cities().get(city));
  }

  private static Answer answer(PlaceVerdict verdict) {
    return switch (verdict) {
      case Within _ -> Answer.ACCEPTED;
      case Unproved _ -> Answer.OPEN;
      case Impossible _ -> Answer.REFUTED;
    };
  }

  /// Any of three contradicts, or the GeoIP file names another country: not verified.
  private Answer peer(Place claim, List<RoundTrip> trips, double named) {
    List<RoundTrip> three = new ArrayList<>(trips);
    for (int drawn = 0; drawn < Math.min(PEERS_PROBERS, three.size()); drawn++) {
      Collections.swap(three, drawn, random.nextInt(drawn, three.size()));
    }
    boolean refuted =
        three.stream().limit(PEERS_PROBERS).anyMatch(trip -> contradicts(trip, claim));
    boolean agrees = random.nextDouble() < named;
    return refuted ? Answer.REFUTED : agrees ? Answer.ACCEPTED : Answer.OPEN;
  }

  private static boolean contradicts(RoundTrip trip, Place claim) {
    double km = trip.prober().place().distanceKm(claim.latitude(), claim.longitude());
    return km > trip.millis() * RoundTrip.KM_PER_MILLI;
  }

  private Map<String, Double> ratios() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    put(ratios, "", tallies);
    put(ratios, "peer-", peers);
    return ratios;
  }

  private static void put(Map<String, Double> ratios, String whose, Map<Kind, Tally> tallies) {
    Tally honest = of(tallies, Kind.HONEST);
    Tally beyond = of(tallies, Kind.FALSE_2000).with(of(tallies, Kind.BEYOND_4000));
    ratios.put(whose + "honest", honest.acceptedShare());
    ratios.put(whose + "false-1000", of(tallies, Kind.FALSE_1000).acceptedShare());
    ratios.put(whose + "false-2000", beyond.acceptedShare());
    ratios.put(whose + "honest-refuted", honest.refutedShare());
  }

  private Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("cities", (double) matrix.cities().size());
    figures.put("honest_claims", (double) of(tallies, Kind.HONEST).all);
    figures.put("false_claims", (double) falseClaims());
    figures.put("false_2000_4000_share", of(tallies, Kind.FALSE_2000).acceptedShare());
    figures.put("peer_false_2000_4000_share", of(peers, Kind.FALSE_2000).acceptedShare());
    figures.put("false_1000_refuted_share", of(tallies, Kind.FALSE_1000).refutedShare());
    figures.put("peer_false_1000_refuted_share", of(peers, Kind.FALSE_1000).refutedShare());
    return figures;
  }

  private int falseClaims() {
    return IntStream.range(1, Kind.values().length)
        .map(kind -> of(tallies, Kind.values()[kind]).all)
        .sum();
  }

  private static Tally of(Map<Kind, Tally> tallies, Kind kind) {
    return tallies.computeIfAbsent(kind, _ -> new Tally());
  }
}
