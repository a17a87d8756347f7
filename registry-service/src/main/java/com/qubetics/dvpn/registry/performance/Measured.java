package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.protocol.value.NodeId;

/// A node's slots of an epoch.
///
/// @param slots that counted for it
/// @param up of these, in which it was up
record Measured(NodeId node, long slots, long up) {}
