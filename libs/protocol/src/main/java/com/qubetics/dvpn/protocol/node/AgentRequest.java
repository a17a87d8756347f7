package com.qubetics.dvpn.protocol.node;

import com.qubetics.dvpn.protocol.session.Struct;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;

/// What a node key signs for each HTTPS request of its agent; carried in the header `Authorization:
/// DvpnNode node=0x…,at=…,signature=0x…`.
///
/// @param target the request's path with its query, as sent
/// @param bodyHash Keccak-256 of the body; of no bytes if there is none
/// @param at seconds since 1970, UTC; accepted within 120 s
public record AgentRequest(NodeId node, String method, String target, Bytes32 bodyHash, long at)
    implements TypedMessage {

  public static final String TYPE =
      "AgentRequest(address node,string method,string target,bytes32 bodyHash,uint64 at)";

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE)
        .address(node.address())
        .text(method)
        .text(target)
        .bytes32(bodyHash)
        .uint(at)
        .hash();
  }
}
