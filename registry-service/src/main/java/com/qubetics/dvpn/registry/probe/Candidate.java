package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;

/// A node in the snapshot a draw is made from.
///
/// @param prefix its /24 or /48
/// @param probes whether it may be drawn as a prober
record Candidate(NodeId node, Account provider, String prefix, boolean probes) {}
