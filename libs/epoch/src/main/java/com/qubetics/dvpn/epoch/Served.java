package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.NodeId;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/// What users paid at a node, base units, and had for free there, under whichever of its keys.
record Served(BigInteger paid, BigInteger promoMib) {
  static final Served NOTHING = new Served(BigInteger.ZERO, BigInteger.ZERO);

  /// By newest key; of a node without a row by the key that the sessions name.
  static Map<NodeId, Served> byNode(PaidFile sessions, MeasuredFile performance) {
    Map<NodeId, NodeId> byKey = performance.nodesByKey();
    Map<NodeId, Served> served = new HashMap<>();
    for (PaidRow row : sessions.rows()) {
      served.merge(byKey.getOrDefault(row.node(), row.node()), of(row), Served::plus);
    }
    return served;
  }

  private static Served of(PaidRow row) {
    return new Served(row.paid().baseUnits(), BigInteger.valueOf(row.session().promoMib()));
  }

  private Served plus(Served other) {
    return new Served(paid.add(other.paid), promoMib.add(other.promoMib));
  }
}
