package com.qubetics.dvpn.selector.candidate;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import org.jspecify.annotations.Nullable;

/// A node as the picture shows it, whether it can serve or not.
///
/// @param version of its directory entry
/// @param endpoint absent until the node has reported one
/// @param place absent until the node has reported one
/// @param active whether the registry lets it serve
/// @param newcomer whether it has been active for a short time only, over its whole life, so that
///   little is known of it
/// @param load absent if there is none, or if it is too old to believe
public record Candidate(
    NodeId node,
    long version,
    Account provider,
    TunnelKey tunnelKey,
    @Nullable Endpoint endpoint,
    @Nullable Place place,
    boolean active,
    boolean newcomer,
    @Nullable Load load) {}
