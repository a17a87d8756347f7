package com.qubetics.dvpn.simulation;

import java.math.BigInteger;

/// What the thief of the proposer's key writes to itself in every epoch.
///
/// @param audited whether one auditor recomputes the epoch before the time to challenge is over
record Forgery(BigInteger amount, boolean audited) {
  static final Forgery NONE = new Forgery(BigInteger.ZERO, true);
}
