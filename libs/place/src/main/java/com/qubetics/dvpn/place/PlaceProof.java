package com.qubetics.dvpn.place;

import com.qubetics.dvpn.place.PlaceVerdict.Impossible;
import com.qubetics.dvpn.place.PlaceVerdict.Reason;
import com.qubetics.dvpn.place.PlaceVerdict.Unproved;
import com.qubetics.dvpn.place.PlaceVerdict.Within;
import com.qubetics.dvpn.protocol.value.Place;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Whether round trips bear out the place that a node claims.
///
/// ## How it works, and why
///
/// A round trip of 8 ms bounds the distance to 800 km, wherever cables run, and nothing bounds it
/// from below: a cable's detour looks like distance. So bounds refute a claim soon and never prove
/// it alone. A claim of Berlin with 8 ms from Madrid, 1,870 km away, is 1,070 km too far: one
/// contradiction, which can be Madrid's own untrue place. With a second provider's it is
/// impossible.
///
/// What speaks for a claim is that of all probers the nearest by round trip stands near it. A node
/// elsewhere has its nearest prober elsewhere, as long as there are probers: that is why a claim
/// wants many, and why it holds in networks whose cables nobody has seen.
public final class PlaceProof {
  /// A prober within that of the claim is near it. About half the width of a continent's densest
  /// part, so that most places of the world have one.
  public static final double NEAR_KM = 1000;

  /// A place is a town's middle and not a building; two of them, prober's and node's.
  static final double TOWN_KM = 50;

  private static final int WITNESSES = 2;

  private PlaceProof() {}

  /// @param trips any number of each prober; the least of each counts
  public static PlaceVerdict of(Place claim, Collection<RoundTrip> trips) {
    List<RoundTrip> least = RoundTrip.least(trips);
    Map<String, Double> excess = excessByProvider(claim, least);
    if (excess.size() < WITNESSES) {
      return new Unproved(Reason.TOO_FEW_PROBERS);
    }
    List<Double> contradictions = contradictions(excess);
    return switch (contradictions.size()) {
      case 0 -> uncontradicted(claim, least);
      case 1 -> new Unproved(Reason.CONTRADICTED_BY_ONE);
      default -> new Impossible((int) Math.round(contradictions.get(WITNESSES - 1)));
    };
  }

  /// The most of each provider's probers: two of one provider are one witness.
  private static Map<String, Double> excessByProvider(Place claim, List<RoundTrip> least) {
    return least.stream()
        .collect(
            Collectors.toMap(
                trip -> trip.prober().provider(), trip -> trip.excessKm(claim), Math::max));
  }

  /// The largest first.
  private static List<Double> contradictions(Map<String, Double> excess) {
    return excess.values().stream()
        .filter(km -> km > TOWN_KM)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static PlaceVerdict uncontradicted(Place claim, List<RoundTrip> least) {
    RoundTrip nearest =
        least.stream().min(Comparator.comparingDouble(RoundTrip::millis)).orElseThrow();
    return nearest.distanceKm(claim) <= NEAR_KM
        ? new Within(radiusKm(claim, least))
        : new Unproved(Reason.NEAREST_IS_FAR);
  }

  /// By way of any prober: it is so far from the claim, and the node no farther from it than the
  /// bound. The least of these holds.
  private static int radiusKm(Place claim, List<RoundTrip> least) {
    return least.stream()
        .mapToInt(trip -> (int) Math.ceil(trip.distanceKm(claim) + trip.boundKm()))
        .min()
        .orElseThrow();
  }
}
