package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.network.NodeHost;

/// A node of the story.
///
/// @param id its address, EIP-55
/// @param provider address of its provider
record Node(NodeHost host, String id, String provider) {

  String name() {
    return host.name();
  }

  String address() {
    return host.host().address();
  }

  boolean is(String node) {
    return id.equalsIgnoreCase(node);
  }
}
