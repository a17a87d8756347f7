package com.qubetics.dvpn.wire.session;

import com.qubetics.dvpn.protocol.value.NodeId;

/// A candidate that the ledger turned to and that did not take the session.
///
/// @param code why: the name of a [com.qubetics.dvpn.wire.agent.PeerCode], or one that only a newer
///   agent knows
/// @param millis from the turn to this candidate until it was given up, by the ledger's clock
public record Attempt(NodeId node, String code, long millis) {}
