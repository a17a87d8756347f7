package com.qubetics.dvpn.events;

import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything public about one node; the newest entry replaces all earlier ones.
///
/// @param version grows with each entry of the node; drop an entry that is not above the last seen
/// @param endpoint absent until the node first reported one that hashes to `endpointHash`
/// @param place absent until the node's first heartbeat
/// @param reasons stable codes of why the node is not active; empty if it is
/// @param agentVersion absent until the node's first heartbeat
/// @param deposit slashable stake, base units
/// @param activeSince start of the present time of being active
/// @param firstActiveAt absent before it was active for the first time, and in records of before
///   2026-11-29
/// @param awayMillis how long it was not active between `firstActiveAt` and `activeSince`, ms;
///   absent with it
public record DirectoryEntry(
    NodeId node,
    long version,
    Account provider,
    TunnelKey tunnelKey,
    Bytes32 endpointHash,
    @Nullable Endpoint endpoint,
    @Nullable Place place,
    NodeState state,
    List<String> reasons,
    @Nullable String agentVersion,
    TokenAmount deposit,
    @Nullable Instant activeSince,
    @Nullable Instant firstActiveAt,
    @Nullable Long awayMillis) {

  public DirectoryEntry {
    reasons = List.copyOf(reasons);
  }
}
