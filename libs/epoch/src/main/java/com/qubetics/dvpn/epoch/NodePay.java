package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What one node earned for its provider in an epoch.
///
/// @param traffic for counted mebibytes that passes pay
/// @param promo for counted mebibytes of the free allowance
/// @param availability the node's share of the availability pot
public record NodePay(
    NodeId node, Account provider, TokenAmount traffic, TokenAmount promo, TokenAmount availability)
    implements Comparable<NodePay> {

  public TokenAmount total() {
    return traffic.plus(promo).plus(availability);
  }

  @Override
  public int compareTo(NodePay other) {
    return node.compareTo(other.node);
  }
}
