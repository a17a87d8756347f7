package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import org.jspecify.annotations.Nullable;

/// What a probe brought.
///
/// @param answer null if none came
/// @param rttMicros round trip in microseconds; 0 without an answer
/// @param made false: no packet has left this host, which says nothing of the node
public record ProbeResult(
    long slot, NodeId node, @Nullable Signed<ProbeAnswer> answer, long rttMicros, boolean made) {

  /// The assignment's probe was not made.
  public static ProbeResult notMade(HeartbeatAnswer.Assignment assignment) {
    return new ProbeResult(assignment.slot(), assignment.node(), null, 0, false);
  }
}
