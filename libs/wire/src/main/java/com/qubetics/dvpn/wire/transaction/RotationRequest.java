package com.qubetics.dvpn.wire.transaction;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;

/// What `dvpn-node rotate-key --json` prints, with the two keys named; its other members are read
/// over.
///
/// @param node the key that is given up
/// @param successor the new key, whose proof it is
/// @param nonce of the new key
/// @param deadline seconds since 1970
@JsonIgnoreProperties({
  "call",
  "to",
  "value",
  "data",
  "chainId",
  "tunnelKey",
  "endpoint",
  "endpointHash",
  "packed"
})
public record RotationRequest(
    @JsonAlias("provider") Account from,
    NodeId node,
    NodeId successor,
    long nonce,
    long deadline,
    Signature proof) {
  public RotationRequest {
    NotNegative.check("nonce", nonce);
    NotNegative.check("deadline", deadline);
  }
}
