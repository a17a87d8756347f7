package com.qubetics.dvpn.protocol.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A node, named by the address of its node key. Changes when the provider rotates that key.
public record NodeId(Address address) implements Comparable<NodeId> {

  /// Reads `0x…` or bech32; see [Address#parse].
  @JsonCreator
  public static NodeId parse(String text) {
    return new NodeId(Address.parse(text));
  }

  @Override
  public int compareTo(NodeId other) {
    return address.compareTo(other.address);
  }

  @JsonValue
  @Override
  public String toString() {
    return address.toString();
  }
}
