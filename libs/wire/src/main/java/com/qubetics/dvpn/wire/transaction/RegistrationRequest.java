package com.qubetics.dvpn.wire.transaction;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a node's agent has proven: key, tunnel key and endpoint, for one wallet. What `dvpn-node
/// registration --json` prints is one; the members that follow from the others are read over.
///
/// @param from the wallet that will send it, the node's provider; the agent's word is `provider`
/// @param endpointHash may be left out where `endpoint` is there, and the other way round
/// @param nonce the registry's nonce of the node key that the proof was made for
/// @param deadline seconds since 1970
/// @param stake deposit and buffer to register with, in base units; null: what the network requires
@JsonIgnoreProperties({"call", "to", "value", "data", "chainId", "packed"})
public record RegistrationRequest(
    @JsonAlias("provider") Account from,
    NodeId node,
    TunnelKey tunnelKey,
    @Nullable Endpoint endpoint,
    @Nullable Bytes32 endpointHash,
    long nonce,
    long deadline,
    Signature proof,
    @Nullable TokenAmount stake) {

  public RegistrationRequest {
    NotNegative.check("nonce", nonce);
    NotNegative.check("deadline", deadline);
    if (endpoint == null && endpointHash == null) {
      throw new IllegalArgumentException("endpoint: missing (expected: IP:PORT or [IPv6]:PORT)");
    }
    if (endpoint != null && endpointHash != null && !endpoint.hash().equals(endpointHash)) {
      throw new IllegalArgumentException("endpointHash: not the endpoint's");
    }
  }

  /// Of the endpoint, whichever way it was told.
  public Bytes32 hash() {
    return endpoint == null ? Objects.requireNonNull(endpointHash) : endpoint.hash();
  }

  public Signed<Registration> registration() {
    return new Signed<>(new Registration(from, node, tunnelKey, hash(), nonce, deadline), proof);
  }
}
