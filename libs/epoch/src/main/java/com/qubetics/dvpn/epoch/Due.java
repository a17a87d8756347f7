package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What a rule set finds due to one node, before promo is bounded and the pot divided; base units.
///
/// @param promo asked of the treasury
/// @param weight of any unit: its part of the pot is that of all weights
record Due(NodeId node, Account provider, BigInteger traffic, BigInteger promo, BigInteger weight) {

  /// Pays the nodes: traffic whole; promo whole, or pro rata where it is more than its share of the
  /// budget; and the pot, which is all that came in and is not paid by then, by weight.
  ///
  /// @param promoShare of the budget, basis points
  static Outcome pay(
      List<Due> dues, BigInteger fees, BigInteger rest, Terms terms, int promoShare) {
    BigInteger budget = terms.budget().baseUnits();
    List<BigInteger> traffic = dues.stream().map(Due::traffic).toList();
    List<BigInteger> promo =
        atMost(Shares.share(budget, promoShare), dues.stream().map(Due::promo).toList());
    BigInteger pot =
        fees.subtract(Shares.sum(traffic))
            .add(rest)
            .add(budget.subtract(Shares.sum(promo)))
            .add(terms.carriedIn().baseUnits());
    List<BigInteger> availability = Shares.proRata(pot, dues.stream().map(Due::weight).toList());
    List<NodePay> pays = new ArrayList<>();
    for (int i = 0; i < dues.size(); i++) {
      pays.add(
          new NodePay(
              dues.get(i).node(),
              dues.get(i).provider(),
              new TokenAmount(traffic.get(i)),
              new TokenAmount(promo.get(i)),
              new TokenAmount(availability.get(i))));
    }
    return new Outcome(
        pays,
        new TokenAmount(fees),
        new TokenAmount(rest),
        new TokenAmount(pot.subtract(Shares.sum(availability))));
  }

  private static List<BigInteger> atMost(BigInteger cap, List<BigInteger> asked) {
    return Shares.sum(asked).compareTo(cap) <= 0 ? asked : Shares.proRata(cap, asked);
  }
}
