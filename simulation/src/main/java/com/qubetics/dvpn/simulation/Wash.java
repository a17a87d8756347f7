package com.qubetics.dvpn.simulation;

import java.math.BigInteger;

/// What clients of the cheat sign at its first node in every epoch.
///
/// @param paid base units that the passes had cost
record Wash(long passMib, BigInteger paid, long promoMib) {
  static final Wash NONE = new Wash(0, BigInteger.ZERO, 0);
}
