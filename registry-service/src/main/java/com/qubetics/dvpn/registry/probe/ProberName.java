package com.qubetics.dvpn.registry.probe;

import com.fasterxml.jackson.annotation.JsonValue;
import com.qubetics.dvpn.protocol.value.NodeId;

/// Who carries a challenge: another node, named by its address, or one of the operator's, named
/// `operator-1` to `operator-7`.
record ProberName(@JsonValue String name) {
  private static final String OPERATOR = "operator-";

  static ProberName node(NodeId node) {
    return new ProberName(node.toString());
  }

  static ProberName operator(int number) {
    return new ProberName(OPERATOR + number);
  }

  boolean isOperator() {
    return name.startsWith(OPERATOR);
  }
}
