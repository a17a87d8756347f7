package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.jspecify.annotations.Nullable;

/// A node's slots of an epoch, under whatever key it was then.
///
/// @param node its newest key
/// @param slots that counted for it, each once
/// @param up of these, in which it was up
/// @param leastDeposit in any of them; null: from before deposits were kept
/// @param prefix the last one that it was reached at; `-` if it never was
record Measured(
    NodeId node, long slots, long up, @Nullable TokenAmount leastDeposit, String prefix) {}
