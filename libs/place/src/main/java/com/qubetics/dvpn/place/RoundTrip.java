package com.qubetics.dvpn.place;

import com.qubetics.dvpn.protocol.value.Place;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One round trip from a prober to the node whose place is in question.
///
/// @param millis time from challenge to answer, above 0
public record RoundTrip(Prober prober, double millis) {
  /// Light in glass makes 200 km in a millisecond, there and back 100. No cable is faster.
  public static final double KM_PER_MILLI = 100;

  public RoundTrip {
    if (!(millis > 0 && millis < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("millis: %s (expected: above 0)".formatted(millis));
    }
  }

  /// The least of each prober. What a queue added to the others says nothing of a distance, so the
  /// more hours the list spans, the tighter the bounds.
  public static List<RoundTrip> least(Collection<RoundTrip> trips) {
    Map<String, RoundTrip> byProber =
        trips.stream()
            .collect(
                Collectors.toMap(
                    trip -> trip.prober().name(),
                    trip -> trip,
                    (one, other) -> one.millis() <= other.millis() ? one : other));
    return List.copyOf(byProber.values());
  }

  /// The node is no farther from the prober than that.
  double boundKm() {
    return millis * KM_PER_MILLI;
  }

  double distanceKm(Place claim) {
    return prober.place().distanceKm(claim.latitude(), claim.longitude());
  }

  /// By how much the claim is farther away than the bound; not above 0: no contradiction.
  double excessKm(Place claim) {
    return distanceKm(claim) - boundKm();
  }
}
