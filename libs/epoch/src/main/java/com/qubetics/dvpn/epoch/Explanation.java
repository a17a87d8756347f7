package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a node's pay of an epoch came about under rule set 2, line by line, in the order in which
/// the rules take the factors.
public record Explanation(NodeId node, List<Line> lines) {
  public Explanation {
    lines = List.copyOf(lines);
  }

  /// What a line is about, and what a provider can do where it takes something away.
  public enum Code {
    /// What the node has of 95 % of what passes paid for its traffic.
    TRAFFIC("what compliance took: see COMPLIANCE"),
    /// What the treasury gives, of 95 % of the price of what users had for free.
    PROMO("all of it together is at most 5 % of the budget, and two watchers have to pass"),
    /// Deductions for compliance: of traffic, promo and weight.
    COMPLIANCE("update the agent, let it probe and report: dvpn-node doctor"),
    /// Watchers with a session that passed in the last three epochs, of those needed.
    WATCHERS("let sessions come up and packets through: dvpn-node doctor"),
    /// Deposit that weighs, of the most that does; base units.
    DEPOSIT("a greater deposit weighs more, up to 100 TICS"),
    /// Slots in which it was up, of all slots of the epoch.
    UP("stay up; declare what can't be helped: dvpn-node maintenance"),
    /// Blind sessions that passed.
    BLIND_SESSIONS("users' sessions failed as these did: dvpn-node doctor"),
    /// Measured capacity, of what weighs most; kbit/s.
    CAPACITY("a faster line weighs more, from 10 to 100 Mbit/s"),
    /// The node's own weight, of what is left in a prefix of more than five.
    PREFIX("more than five nodes of one prefix share the weight of five: use another network"),
    /// That, of what is left in an autonomous system of more than five.
    NETWORK("more than five nodes of one network share the weight of five: use another hoster"),
    /// The node's weight of all weights, and its part of the pot.
    AVAILABILITY("");

    private final String remedy;

    Code(String remedy) {
      this.remedy = remedy;
    }
  }

  /// @param has what the node has
  /// @param of what it is a part of, in the same unit
  /// @param amount what it earned by this, base units; null for a factor
  public record Line(Code code, BigInteger has, BigInteger of, @Nullable TokenAmount amount) {

    /// `has / of`, floored, basis points; 10000 at most.
    public int share() {
      return of.signum() == 0
          ? Shares.ONE
          : has.multiply(BigInteger.valueOf(Shares.ONE))
              .divide(of)
              .min(BigInteger.valueOf(Shares.ONE))
              .intValueExact();
    }

    /// What would raise it; empty where there is nothing to.
    public String remedy() {
      return share() < Shares.ONE ? code.remedy : "";
    }
  }

  /// One for each row of the epoch's performance, in their order.
  ///
  /// @param rewards computed from these two files
  public static List<Explanation> of(
      PaidFile sessions, MeasuredFile performance, RewardFile rewards) {
    Map<NodeId, Served> all = Served.byNode(sessions, performance);
    List<RuleSet2.Weight> weights = RuleSet2.weights(performance);
    BigInteger weighed = Shares.sum(weights.stream().map(RuleSet2.Weight::inNetwork).toList());
    BigInteger price = rewards.terms().pricePerMib().baseUnits();
    List<Explanation> explanations = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      RuleSet2.Weight weight = weights.get(i);
      NodePay pay = rewards.nodes().get(i);
      NodeId node = weight.row().node();
      Served served = all.getOrDefault(node, Served.NOTHING);
      List<Line> lines = new ArrayList<>();
      lines.add(earned(Code.TRAFFIC, pay.traffic(), served.paid()));
      lines.add(earned(Code.PROMO, pay.promo(), served.promoMib().multiply(price)));
      lines.addAll(factors(weight, performance.slots()));
      lines.add(new Line(Code.AVAILABILITY, weight.inNetwork(), weighed, pay.availability()));
      explanations.add(new Explanation(node, lines));
    }
    return explanations;
  }

  /// @param of of which 95 % are to be had
  private static Line earned(Code code, TokenAmount amount, BigInteger of) {
    return new Line(code, amount.baseUnits(), Shares.share(of, RuleSet2.TRAFFIC_SHARE), amount);
  }

  private static List<Line> factors(RuleSet2.Weight weight, long slots) {
    MeasuredRow row = weight.row();
    BigInteger most = RuleSet2.DEPOSIT_CAP.baseUnits();
    return List.of(
        factor(Code.COMPLIANCE, RuleSet2.complianceFactor(row), Shares.ONE),
        factor(Code.WATCHERS, row.blind().watchers(), RuleSet2.LEAST_WATCHERS),
        new Line(Code.DEPOSIT, row.deposit().baseUnits().min(most), most, null),
        factor(Code.UP, row.up(), slots),
        factor(Code.BLIND_SESSIONS, row.blind().passed(), row.blind().total()),
        factor(Code.CAPACITY, row.capacityKbit(), RuleSet2.FULL_CAPACITY_KBIT),
        new Line(Code.PREFIX, weight.inPrefix(), weight.own(), null),
        new Line(Code.NETWORK, weight.inNetwork(), weight.inPrefix(), null));
  }

  private static Line factor(Code code, long has, long of) {
    return new Line(code, BigInteger.valueOf(has), BigInteger.valueOf(of), null);
  }
}
