package com.qubetics.dvpn.client.gateway;

import com.qubetics.dvpn.protocol.value.NodeId;
import org.jspecify.annotations.Nullable;

/// A candidate that the ledger turned to and that did not take the session.
///
/// @param millis by the ledger's clock; null from a ledger that does not say
public record Attempt(NodeId node, String code, @Nullable Double millis) {}
