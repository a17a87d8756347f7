package com.qubetics.dvpn.place;

import java.util.HashSet;
import java.util.Set;

/// Names of large towns in other languages, and short ones. GeoNames' own list of them has hundreds
/// for each, old and wrong ones too ("Rome" for Washington), so that a hand has chosen.
final class Exonyms {
  private Exonyms() {}

  /// @param folded as [Folding] has it
  static Set<Named> meaning(String folded) {
    Set<Named> meant = new HashSet<>();
    for (String[] row : Resource.rows("exonyms.tsv")) {
      for (String name : row[2].split(", ")) {
        if (Folding.fold(name).equals(folded)) {
          meant.add(new Named(row[0], row[1]));
        }
      }
    }
    return meant;
  }
}
