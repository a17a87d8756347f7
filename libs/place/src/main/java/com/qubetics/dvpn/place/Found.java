package com.qubetics.dvpn.place;

import java.util.List;

/// What a search for a town has found.
public sealed interface Found {

  record One(Town town) implements Found {}

  /// No one of them is much larger than the next.
  ///
  /// @param towns the largest first, [TownSearch#MOST_SHOWN] at most
  /// @param inAll how many there are
  record Several(List<Town> towns, int inAll) implements Found {
    public Several {
      towns = List.copyOf(towns);
    }
  }

  /// @param similar towns whose names are spelt much alike, the likeliest first; may be empty
  record None(List<Town> similar) implements Found {
    public None {
      similar = List.copyOf(similar);
    }
  }
}
