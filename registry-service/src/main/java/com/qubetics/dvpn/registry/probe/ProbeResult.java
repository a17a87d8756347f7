package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;
import org.jspecify.annotations.Nullable;

/// What a prober brings back.
///
/// @param answer null if none came
/// @param made false: the prober did not try, which says nothing of the node; absent: it did
/// @param rttMicros the prober's measurement, null without an answer
record ProbeResult(
    long slot,
    NodeId node,
    @Nullable Signed<ProbeAnswer> answer,
    @Nullable Long rttMicros,
    @Nullable Boolean made) {

  ProbeResult {
    NotNegative.check("slot", slot);
    if (rttMicros != null) {
      NotNegative.check("rttMicros", rttMicros);
    }
  }

  boolean isMade() {
    return made == null || made;
  }
}
