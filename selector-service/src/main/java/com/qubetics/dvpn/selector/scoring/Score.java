package com.qubetics.dvpn.selector.scoring;

import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.selector.candidate.Load;

/// How good a node is for a client at one place, 0 to 10000.
///
/// ## How it works, and why
///
/// Five factors between 0 and 10000 (basis points) are multiplied, since each can spoil a node by
/// itself: a free node far away is as little use as a near one that loses every packet.
///
/// - **nearness** `10000 × 50 ms / (50 ms + round trip)`: half at 50 ms. The round trip is
///   predicted as `3 ms + 15 µs per km`: light in fibre takes 10 µs per km there and back, and
///   routes make detours of about half. The round trips that probes measured are between nodes, not
///   from this client, and so say nothing about it.
/// - **room** `10000 − load² / 10000`: the square leaves a half-busy node at 75 %, since it serves
///   as well as an idle one, and lets a nearly full one fall off.
/// - **delivery** `10000 − 20 × loss`: 1 % of lost probes costs a fifth, 5 % costs all.
/// - **uptime** `up² / 10000`: 99 % leaves 98 %, 90 % leaves 81 %.
/// - **breadth** `2500 + 7500 × free / 100 Mbit/s`, free capacity counted up to 100 Mbit/s: what is
///   more than that one client does not notice.
///
/// Example: client in Berlin, node in Frankfurt, 423 km: round trip 3000 + 6345 = 9345 µs, nearness
/// 500000000 / 59345 = 8425. Load 20 %: room 10000 − 400 = 9600. No loss: 10000. Up 99.5 %: 9900.
/// 200 Mbit/s free: 10000. The four without nearness are the node's quality, the same for every
/// client: 9600 × 1 = 9600, × 0.99 = 9504, × 1 = 9504, each product rounded down. Score 8425 ×
/// 0.9504 = 8007.
///
/// The score tells people how good a node is; the order of an answer follows [Ranking], which takes
/// round trip and quality one after the other and does not let one pay for the other.
///
/// All of it is public and none of it pays anybody: load and capacity are the node's own word, and
/// a node that lies about them gets sessions it can't serve, which its probes and blind sessions
/// then show.
///
/// @param quality 0 to 10000
public record Score(
    long total,
    long quality,
    long distanceKm,
    long roundTripMicros,
    long loadBasisPoints,
    long lossBasisPoints,
    long upBasisPoints,
    long freeKbit) {

  private static final long FULL = 10_000;
  private static final long HALF_AT_MICROS = 50_000;
  private static final long BASE_MICROS = 3_000;
  private static final long MICROS_PER_KM = 15;
  private static final long LOSS_FACTOR = 20;
  private static final long LEAST_BREADTH = 2_500;
  private static final long ENOUGH_KBIT = 100_000;

  /// @param latitude of the client, degrees
  /// @param longitude of the client, degrees
  public static Score of(Place place, Load load, double latitude, double longitude) {
    long distanceKm = Math.round(place.distanceKm(latitude, longitude));
    long roundTrip = BASE_MICROS + distanceKm * MICROS_PER_KM;
    long nearness = FULL * HALF_AT_MICROS / (HALF_AT_MICROS + roundTrip);
    long quality = quality(load);
    return new Score(
        nearness * quality / FULL,
        quality,
        distanceKm,
        roundTrip,
        load.basisPoints(),
        load.lossBasisPoints(),
        up(load),
        load.freeKbit());
  }

  private static long quality(Load load) {
    long busy = load.basisPoints();
    long room = FULL - busy * busy / FULL;
    long delivery = Math.max(0, FULL - LOSS_FACTOR * load.lossBasisPoints());
    long uptime = up(load) * up(load) / FULL;
    long breadth =
        LEAST_BREADTH
            + (FULL - LEAST_BREADTH) * Math.min(load.freeKbit(), ENOUGH_KBIT) / ENOUGH_KBIT;
    return room * delivery / FULL * uptime / FULL * breadth / FULL;
  }

  private static long up(Load load) {
    return Math.clamp(load.upBasisPoints(), 0, FULL);
  }

  /// For a client that does not say where it is: every node is as near as any other, so the score
  /// is the quality.
  public static Score of(Load load) {
    long quality = quality(load);
    return new Score(
        quality,
        quality,
        0,
        0,
        load.basisPoints(),
        load.lossBasisPoints(),
        up(load),
        load.freeKbit());
  }

  public Condition condition() {
    return Condition.of(loadBasisPoints, freeKbit, lossBasisPoints, upBasisPoints);
  }
}
