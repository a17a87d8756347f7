package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;

/// A node in the snapshot a draw is made from.
///
/// @param prefix its /24 or /48
/// @param probes whether it may be drawn as a prober: it is active
/// @param downSlots slots since it was first found down in a row; 0: last found up, or never judged
record ProbeCandidate(
    NodeId node, Account provider, String prefix, boolean probes, long downSlots) {

  ProbeCandidate {
    if (downSlots < 0) {
      throw new IllegalArgumentException(
          "downSlots: %s (expected: 0 or more)".formatted(downSlots));
    }
  }
}
