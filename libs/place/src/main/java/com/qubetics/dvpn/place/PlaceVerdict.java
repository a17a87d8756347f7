package com.qubetics.dvpn.place;

/// What round trips say of the place that a node claims.
public sealed interface PlaceVerdict {

  /// The node can't be there. Honest volunteers misstate their place too, so it reads "check your
  /// place" and is no penalty.
  ///
  /// @param offKm it is off by that at least, as probers of two providers show
  record Impossible(int offKm) implements PlaceVerdict {}

  /// The node is near its claim.
  ///
  /// @param radiusKm it is no farther from the claim than that; never proof of a country
  record Within(int radiusKm) implements PlaceVerdict {}

  /// Neither is shown.
  record Unproved(Reason reason) implements PlaceVerdict {}

  /// Why nothing is proved.
  enum Reason {
    /// Probers of fewer than two providers measured it.
    TOO_FEW_PROBERS,
    /// One provider's probers contradict the claim: one of the two misstates its place.
    CONTRADICTED_BY_ONE,
    /// Who is nearest by round trip stands far from the claim.
    NEAREST_IS_FAR
  }
}
