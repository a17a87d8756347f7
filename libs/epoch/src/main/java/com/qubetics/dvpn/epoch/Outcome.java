package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;

/// What a rule set makes of an epoch:
///
/// ```
/// fees + rest + budget + carriedIn = Σ nodes + carriedOut
/// ```
///
/// @param nodes one per performance row, sorted by node
/// @param fees what passes paid for the epoch's traffic
/// @param rest what passes paid for bytes that filled no mebibyte; in the pot
public record Outcome(
    List<NodePay> nodes, TokenAmount fees, TokenAmount rest, TokenAmount carriedOut) {

  public Outcome {
    nodes = List.copyOf(nodes);
  }

  public TokenAmount paid() {
    return nodes.stream().map(NodePay::total).reduce(TokenAmount.ZERO, TokenAmount::plus);
  }
}
