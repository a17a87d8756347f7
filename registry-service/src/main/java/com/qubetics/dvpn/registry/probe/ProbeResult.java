package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
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
    if (rttMicros != null && rttMicros < 0) {
      throw new IllegalArgumentException("rttMicros: negative");
    }
  }

  boolean isMade() {
    return made == null || made;
  }
}
