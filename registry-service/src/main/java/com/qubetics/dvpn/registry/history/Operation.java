package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened on chain to a node or a provider.
///
/// @param place where; also the order
/// @param name the contract event's, such as `NodeRegistered`
/// @param node the node key that the event named (the new one of a rotation); null for a claim
/// @param provider null if the node was registered before operations were recorded
/// @param at block time
/// @param details the event's members as JSON
record Operation(
    LogPosition place,
    String name,
    @Nullable NodeId node,
    @Nullable Account provider,
    Instant at,
    Bytes32 transaction,
    String details) {}
