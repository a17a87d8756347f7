package com.qubetics.dvpn.events;

import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A node's load and what probes measured, in short. Load is the node's own word and ranks only; it
/// pays nothing.
///
/// @param version grows with each record of the node
/// @param at when the registry took the heartbeat
/// @param capacityKbit what the node could carry, kbit/s
/// @param upBasisPoints share of recent slots it was up in, 0 to 10000
/// @param rttMicros median round trip of recent probes; absent without any
/// @param lossBasisPoints share of recent probes that brought no valid answer, 0 to 10000
/// @param draining takes no new sessions
public record Telemetry(
    NodeId node,
    long version,
    Instant at,
    int peers,
    int maxPeers,
    long rxBytesPerSecond,
    long txBytesPerSecond,
    long capacityKbit,
    int upBasisPoints,
    @Nullable Long rttMicros,
    int lossBasisPoints,
    boolean draining) {}
