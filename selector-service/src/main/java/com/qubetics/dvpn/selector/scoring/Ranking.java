package com.qubetics.dvpn.selector.scoring;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.selector.candidate.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The order in which a client should try nodes.
///
/// ## How it works, and why
///
/// If everybody got the best node, it would not be the best for long. So the order is drawn: of the
/// nodes with at least half of the best score (32 at most, so that a thousand middling nodes don't
/// outweigh ten good ones) one after the other is drawn with weight score². The rest follow by
/// score. Example: scores 8000, 6000, 4000, 3900: the first three are drawn with weights 64, 36 and
/// 16, the best comes first in 64 of 116 cases; the fourth stays behind them.
///
/// **Nothing weighs.** A node of score 0 is never drawn while another has a score. If all are 0,
/// the nearest 32 are drawn evenly: a poor connection is better than none.
///
/// **Newcomers.** A node that nobody uses never shows what it can do. In 5 of 100 rankings (decided
/// by the seed before anything else) one newcomer comes first, drawn evenly among those not more
/// than 30 ms behind the nearest node.
///
/// The same accepted nodes, place and seed give the same order: all draws come from the seed, and
/// ties are broken by node id.
public final class Ranking {
  static final int DRAWN = 32;
  private static final long EXPLORED_OF_TEN_THOUSAND = 500;
  private static final long DETOUR_MICROS = 30_000;

  private static final Comparator<Ranked> BY_SCORE =
      Comparator.comparingLong((Ranked ranked) -> ranked.score().total())
          .reversed()
          .thenComparingLong(ranked -> ranked.score().roundTripMicros())
          .thenComparing(ranked -> ranked.candidate().node());

  private Ranking() {}

  /// @param explored whether it stands first as a newcomer, for the sake of being tried
  public record Ranked(Candidate candidate, Score score, boolean explored) {}

  /// @param accepted nodes with place and load, in any order
  /// @param limit how many are wanted
  public static List<Ranked> of(
      List<Candidate> accepted, double latitude, double longitude, Bytes32 seed, int limit) {
    SeededDraw draw = new SeededDraw(seed);
    boolean explores = draw.below(10_000) < EXPLORED_OF_TEN_THOUSAND;
    List<Ranked> byScore = scored(accepted, latitude, longitude);
    List<Ranked> ranking = new ArrayList<>();
    if (explores) {
      explored(byScore, draw)
          .forEach(
              newcomer -> {
                byScore.remove(newcomer);
                ranking.add(new Ranked(newcomer.candidate(), newcomer.score(), true));
              });
    }
    List<Ranked> pool = new ArrayList<>(pool(byScore));
    byScore.removeAll(pool);
    while (!pool.isEmpty() && ranking.size() < limit) {
      ranking.add(pool.remove(drawn(pool, draw)));
    }
    byScore.stream().limit(Math.max(0, limit - ranking.size())).forEach(ranking::add);
    return ranking;
  }

  private static List<Ranked> scored(List<Candidate> accepted, double latitude, double longitude) {
    List<Ranked> scored = new ArrayList<>(accepted.size());
    for (Candidate candidate : accepted) {
      if (candidate.place() == null || candidate.load() == null) {
        throw new IllegalArgumentException(candidate.node() + ": no place or load");
      }
      scored.add(
          new Ranked(
              candidate,
              Score.of(candidate.place(), candidate.load(), latitude, longitude),
              false));
    }
    scored.sort(BY_SCORE);
    return scored;
  }

  private static List<Ranked> explored(List<Ranked> byScore, SeededDraw draw) {
    long nearest =
        byScore.stream().mapToLong(ranked -> ranked.score().roundTripMicros()).min().orElse(0);
    List<Ranked> newcomers =
        byScore.stream()
            .filter(ranked -> ranked.candidate().newcomer())
            .filter(ranked -> ranked.score().roundTripMicros() <= nearest + DETOUR_MICROS)
            .toList();
    return newcomers.isEmpty()
        ? List.of()
        : List.of(newcomers.get(Math.toIntExact(draw.below(newcomers.size()))));
  }

  /// The best, from the start of a list by score.
  private static List<Ranked> pool(List<Ranked> byScore) {
    if (byScore.isEmpty()) {
      return List.of();
    }
    long best = byScore.getFirst().score().total();
    return byScore.stream()
        .takeWhile(ranked -> ranked.score().total() * 2 >= best)
        .filter(ranked -> best == 0 || ranked.score().total() > 0)
        .limit(DRAWN)
        .toList();
  }

  private static int drawn(List<Ranked> pool, SeededDraw draw) {
    long rest = draw.below(pool.stream().mapToLong(Ranking::weight).sum());
    int at = 0;
    while (rest >= weight(pool.get(at))) {
      rest -= weight(pool.get(at));
      at++;
    }
    return at;
  }

  /// Scores are all zero or all positive in a pool.
  private static long weight(Ranked ranked) {
    long score = ranked.score().total();
    return Math.max(1, score * score);
  }
}
