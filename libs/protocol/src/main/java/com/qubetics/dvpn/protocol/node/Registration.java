package com.qubetics.dvpn.protocol.node;

import com.qubetics.dvpn.protocol.session.Struct;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;

/// A node key's proof of possession for `NodeRegistry.register` and `update`.
///
/// @param provider the wallet that will send the transaction
/// @param endpointHash see [com.qubetics.dvpn.protocol.value.Endpoint#hash]
/// @param nonce the registry's nonce of the node key
/// @param deadline seconds since 1970, UTC, by block time
public record Registration(
    Account provider,
    NodeId node,
    TunnelKey tunnelKey,
    Bytes32 endpointHash,
    long nonce,
    long deadline)
    implements TypedMessage {

  public static final String TYPE =
      "Register(address provider,address node,bytes32 tunnelKey,bytes32 endpointHash,uint256 nonce,"
          + "uint256 deadline)";

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE)
        .address(provider.address())
        .address(node.address())
        .bytes32(tunnelKey.value())
        .bytes32(endpointHash)
        .uint(nonce)
        .uint(deadline)
        .hash();
  }
}
