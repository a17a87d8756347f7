package com.qubetics.dvpn.registry.probe;

import org.jspecify.annotations.Nullable;

/// What a slot says of a node, found from what its seven probers reported.
///
/// How it works, and why. An answer is signed by the node, so it speaks for itself; that none came
/// is the prober's word alone, and that a prober said nothing says nothing of the node. Three
/// answers make a slot up, whatever the rest says. A slot is down only by three words that no
/// answer came, which are never of one provider's nodes alone. In between what is there is held
/// against the three of seven that a full slot needs: two answers of four reports are up, one of
/// four is down, and one of three is nothing, since two words are not enough. A slot that is not
/// judged counts for nobody.
enum SlotVerdict {
  UP,
  DOWN,
  UNJUDGED;

  /// @param valid probers that brought a valid answer
  /// @param unanswered probers that tried and say that none came
  static SlotVerdict of(int valid, int unanswered) {
    int reports = valid + unanswered;
    if (reports < Draw.QUORUM) {
      return UNJUDGED;
    }
    if (valid * Draw.PROBERS >= Draw.QUORUM * reports) {
      return UP;
    }
    return unanswered >= Draw.QUORUM ? DOWN : UNJUDGED;
  }

  /// As it is stored and published; null: not judged.
  @Nullable Boolean asUp() {
    return switch (this) {
      case UP -> true;
      case DOWN -> false;
      case UNJUDGED -> null;
    };
  }
}
