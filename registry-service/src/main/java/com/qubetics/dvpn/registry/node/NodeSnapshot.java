package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.jspecify.annotations.Nullable;

/// What probes and epochs need to know of a node, at one moment.
///
/// @param endpoint absent until it reported the registered one
/// @param counted whether slots count for it, up or down: it was active before and has not left
/// @param probed whether slots are to find out if it is up
/// @param active whether it may probe others
/// @param eligible by its facts on chain
/// @param downFrom slot in which it was first found down in a row; absent: last found up, or never
///   judged
/// @param firstSlot first slot that counts for it; absent until it was active for the first time
public record NodeSnapshot(
    NodeId node,
    Account provider,
    @Nullable Endpoint endpoint,
    TokenAmount deposit,
    long capacityKbit,
    boolean belowMinimumAgent,
    boolean counted,
    boolean probed,
    boolean active,
    boolean eligible,
    @Nullable Long downFrom,
    @Nullable Long firstSlot) {}
