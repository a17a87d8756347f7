package com.qubetics.dvpn.gateway.agent;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.time.Instant;

/// A request whose signature holds, on its way to be looked up among those seen.
///
/// @param digest what the node key signed
record SignedRequest(Bytes32 digest, Instant at) {
  static final String ATTRIBUTE = SignedRequest.class.getName();
}
