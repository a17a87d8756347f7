package com.qubetics.dvpn.epoch.penalty;

/// How a node did the probing work that was drawn for it in an epoch.
///
/// Why these two measures: an answer is signed by the node that was probed, so where another
/// provider's prober brought one, the word that none came is refuted by proof and not by a
/// majority. A tenth leaves room for a lossy line.
///
/// @param drawn challenges that it was to carry
/// @param reported of these, those that it reported on
/// @param refuted of its reports, those that no answer came, in slots found up by others' answers
public record ProbingWork(long drawn, long reported, long refuted) {
  /// What is deducted from compliance, basis points.
  public static final int DEDUCTION = 1_000;

  private static final int REFUTED_ONE_IN = 10;

  public ProbingWork {
    if (refuted < 0 || refuted > reported || reported > drawn) {
      throw new IllegalArgumentException(
          "probing work: %s refuted of %s reported of %s drawn (expected: each within the next)"
              .formatted(refuted, reported, drawn));
    }
  }

  /// Basis points: [#DEDUCTION] for less than half of the work, or for more than a tenth of it
  /// refuted; 0 otherwise.
  public int deduction() {
    return reported * 2 < drawn || refuted * REFUTED_ONE_IN > reported ? DEDUCTION : 0;
  }
}
