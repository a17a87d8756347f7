package com.qubetics.dvpn.selector.scoring;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.candidate.Load;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// The order in which a client should try nodes.
///
/// ## How it works, and why
///
/// A client feels its round trip in everything it does, and load only where there is too much of
/// it. So the nearest node comes first, unless it is filling up or unhealthy: nodes are taken by
/// [Condition], and within one condition by the round trip predicted to them.
///
/// **Equals.** A prediction from distance is not exact, and if everybody got the same node, it
/// would not be the best for long. A node is equal to the best one left if it is in the same
/// condition and its round trip is not longer by more than 2 ms or 5 %, whichever is more. Each
/// place of the order is drawn among the best left and its equals with weight quality² (what the
/// score says beside nearness). What is better than another by more than that tolerance stands
/// before it, whatever the seed.
///
/// Example: a client in Frankfurt. A in Frankfurt: 3.0 ms, idle, quality 10000. B in Mainz: 3.5 ms,
/// half loaded, quality 7500. C in Mannheim, 4.1 ms, 80 % loaded. D in Paris: 10.2 ms, idle. A's
/// equals reach to 3.0 + 2 = 5.0 ms; C is filling up and not among them. A comes first in 100 /
/// (100 + 56.25) = 64 % of answers, B in the others, and the other one of both is second. D is
/// third and C last. With A and B away D comes first: far, but not filling up.
///
/// **Chains.** B may be equal to A and C to B while C is not equal to A. Only the best one left
/// decides who is equal, so C is never drawn while A is left, and has its turn beside B after A.
///
/// **Newcomers.** A node that nobody uses never shows what it can do. In 5 of 100 rankings (decided
/// by the seed before anything else) the first place is drawn evenly among the newcomers that are
/// equal to the best, if there are any: nobody makes a detour for it.
///
/// The same accepted nodes, place and seed give the same order: all draws come from the seed, and
/// ties are broken by node id.
public final class Ranking {
  private static final long EXPLORED_OF_TEN_THOUSAND = 500;
  private static final long EQUAL_MICROS = 2_000;
  private static final long EQUAL_FRACTION = 20;

  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparing(Ranked::condition)
          .thenComparingLong(Ranked::roundTripMicros)
          .thenComparing(ranked -> ranked.candidate().node());

  private Ranking() {}

  /// @param explored whether it stands first as a newcomer, for the sake of being tried
  public record Ranked(Candidate candidate, Score score, boolean explored) {

    public Condition condition() {
      return score.condition();
    }

    long roundTripMicros() {
      return score.roundTripMicros();
    }

    /// Never 0, so that nodes of no quality share evenly when there are no others.
    private long weight() {
      return Math.max(1, score.quality() * score.quality());
    }

    private Ranked tried() {
      return new Ranked(candidate, score, true);
    }
  }

  /// @param accepted nodes with place and load, in any order
  /// @param limit how many are wanted
  public static List<Ranked> of(
      List<Candidate> accepted, double latitude, double longitude, Bytes32 seed, int limit) {
    return of(
        accepted,
        (place, load) -> Score.of(place, load, latitude, longitude),
        new SeededDraw(seed),
        limit);
  }

  /// For a client that does not say where it is: nodes of one condition are equals, and drawn.
  ///
  /// @param accepted nodes with place and load, in any order
  /// @param limit how many are wanted
  public static List<Ranked> anywhere(List<Candidate> accepted, Bytes32 seed, int limit) {
    return of(accepted, (place, load) -> Score.of(load), new SeededDraw(seed), limit);
  }

  private static List<Ranked> of(
      List<Candidate> accepted,
      BiFunction<Place, Load, Score> scoring,
      SeededDraw draw,
      int limit) {
    boolean explores = draw.below(10_000) < EXPLORED_OF_TEN_THOUSAND;
    List<Ranked> left = scored(accepted, scoring);
    List<Ranked> ranking = new ArrayList<>();
    while (!left.isEmpty() && ranking.size() < limit) {
      List<Ranked> equals = equals(left);
      List<Integer> newcomers = explores && ranking.isEmpty() ? newcomers(equals) : List.of();
      if (newcomers.isEmpty()) {
        ranking.add(left.remove(drawn(equals, draw)));
      } else {
        int at = newcomers.get(Math.toIntExact(draw.below(newcomers.size())));
        ranking.add(left.remove(at).tried());
      }
    }
    return ranking;
  }

  /// The longest round trip, µs, that is equal to the best one.
  static long longestEqual(long bestMicros) {
    return bestMicros + Math.max(EQUAL_MICROS, bestMicros / EQUAL_FRACTION);
  }

  private static List<Ranked> scored(
      List<Candidate> accepted, BiFunction<Place, Load, Score> scoring) {
    List<Ranked> scored = new ArrayList<>(accepted.size());
    for (Candidate candidate : accepted) {
      if (candidate.place() == null || candidate.load() == null) {
        throw new IllegalArgumentException(candidate.node() + ": no place or load");
      }
      Score score = scoring.apply(candidate.place(), candidate.load());
      scored.add(new Ranked(candidate, score, false));
    }
    scored.sort(BEST_FIRST);
    return scored;
  }

  /// The best and its equals: the start of a list that begins with the best.
  private static List<Ranked> equals(List<Ranked> left) {
    Ranked best = left.getFirst();
    long longest = longestEqual(best.roundTripMicros());
    return left.stream()
        .takeWhile(
            ranked -> ranked.condition() == best.condition() && ranked.roundTripMicros() <= longest)
        .toList();
  }

  /// Where the newcomers are among them.
  private static List<Integer> newcomers(List<Ranked> equals) {
    return IntStream.range(0, equals.size())
        .filter(at -> equals.get(at).candidate().newcomer())
        .boxed()
        .toList();
  }

  private static int drawn(List<Ranked> equals, SeededDraw draw) {
    long rest = draw.below(equals.stream().mapToLong(Ranked::weight).sum());
    int at = 0;
    while (rest >= equals.get(at).weight()) {
      rest -= equals.get(at).weight();
      at++;
    }
    return at;
  }
}
