package com.qubetics.dvpn.protocol.node;

import com.qubetics.dvpn.protocol.session.Struct;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;
import java.util.Objects;

/// A node's answer to a prober's challenge, signed by the node key: it was up in that slot.
///
/// @param slot number of the slot since the network's genesis
/// @param challenge random, chosen by the prober
public record ProbeAnswer(NodeId node, long slot, Bytes32 challenge) implements TypedMessage {

  public static final String TYPE = "ProbeAnswer(address node,uint64 slot,bytes32 challenge)";

  public ProbeAnswer {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(challenge, "challenge");
    NotNegative.check("slot", slot);
  }

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE).address(node.address()).uint(slot).bytes32(challenge).hash();
  }
}
