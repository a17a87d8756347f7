package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.stage.network.NodeHost;

/// A node of the story.
record StoryNode(NodeHost host, NodeId id, Account provider) {

  String name() {
    return host.name();
  }

  String address() {
    return host.host().address();
  }
}
