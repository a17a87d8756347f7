package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;

/// Who this node is, in this start of its agent.
public record Identity(
    PrivateKey nodeKey, TunnelKey tunnelKey, Endpoint endpoint, Domain domain, BootId boot) {

  public NodeId node() {
    return new NodeId(nodeKey.address());
  }
}
