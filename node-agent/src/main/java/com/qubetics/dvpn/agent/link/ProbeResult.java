package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import org.jspecify.annotations.Nullable;

/// What a probe brought.
///
/// @param answer null if none came
/// @param rttMicros round trip in microseconds; 0 without an answer
public record ProbeResult(
    long slot, NodeId node, @Nullable Signed<ProbeAnswer> answer, long rttMicros) {}
