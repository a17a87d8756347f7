package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a probe brought.
///
/// @param answer null if none came
/// @param rttMicros round trip in microseconds, by the prober; null or 0 without an answer
/// @param made false: no packet has left the prober, which says nothing of the node; null: it did
public record ProbeResult(
    long slot,
    NodeId node,
    @Nullable Signed<ProbeAnswer> answer,
    @Nullable Long rttMicros,
    @Nullable Boolean made) {

  public ProbeResult {
    NotNegative.check("slot", slot);
    if (rttMicros != null) {
      NotNegative.check("rttMicros", rttMicros);
    }
  }

  /// What an agent posts.
  public record Batch(List<ProbeResult> results) {}

  /// @param taken results that were the first report on a challenge of this prober
  public record Taken(int taken) {}

  public static ProbeResult answered(
      Assignment assignment, Signed<ProbeAnswer> answer, long rttMicros) {
    return new ProbeResult(assignment.slot(), assignment.node(), answer, rttMicros, true);
  }

  /// @param made whether a packet has left
  public static ProbeResult unanswered(Assignment assignment, boolean made) {
    return new ProbeResult(assignment.slot(), assignment.node(), null, 0L, made);
  }

  public boolean wasMade() {
    return made == null || made;
  }
}
