package com.qubetics.dvpn.ledger.allowance;

/// An account's traffic in bytes: bought, given free, and spent of each. Spending takes the pass
/// first and never more than there is.
record Allowance(long pass, long passSpent, long promo, long promoSpent) {
  static final Allowance NONE = new Allowance(0, 0, 0, 0);

  Allowance {
    if (passSpent < 0 || passSpent > pass || promoSpent < 0 || promoSpent > promo) {
      throw new IllegalArgumentException("allowance: more spent than there is");
    }
  }

  long left() {
    return (pass - passSpent) + (promo - promoSpent);
  }

  Allowance spend(long bytes) {
    long fromPass = Math.min(bytes, pass - passSpent);
    long fromPromo = Math.min(bytes - fromPass, promo - promoSpent);
    return new Allowance(pass, passSpent + fromPass, promo, promoSpent + fromPromo);
  }
}
