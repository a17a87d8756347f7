package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Rule set 2: what the nodes of an epoch earn, by what users signed and what watchers and probers
/// saw. Integers only; factors in basis points (10000 = 1); amounts in base units; every division
/// floors, and what flooring drops stays in the pot and is carried into the next epoch:
///
/// ```
/// fees + rest + budget + carriedIn = Σ traffic + Σ promo + Σ availability + carriedOut
/// ```
///
/// Per node, from its row and the session rows of all its keys, with P the price per MiB:
///
/// ```
/// c       = max(0, 10000 − deductions)
/// proved  = watchers ≥ 2
/// traffic = ⌊Σ paid × 9500 × c / 10^8⌋
/// asked   = ⌊Σ promoMib × P × 9500 × c / 10^8⌋, if proved, else 0
/// w       = ⌊min(deposit, 100 TICS) × up × passed × min(capacityKbit, 100000) × c
///            / (slots of the epoch × blind sessions × 10^9)⌋, if proved and capacityKbit ≥ 10000,
///           else 0; passed / blind sessions is 1 where the epoch has none
/// ```
///
/// Nodes of one prefix, and after that nodes of one ASN, share the weight of five: where more than
/// five of a group weigh anything, w becomes ⌊w × (the five greatest of the group) / Σ w⌋.
///
/// Over all nodes:
///
/// ```
/// fees  = Σ paid
/// cap   = ⌊budget × 500 / 10000⌋
/// promo = asked, if Σ asked ≤ cap, else ⌊asked × cap / Σ asked⌋
/// pot   = (fees − Σ traffic) + rest + (budget − Σ promo) + carriedIn
/// availability = ⌊pot × w / Σ w⌋ (0 if Σ w = 0)
/// carriedOut   = pot − Σ availability
/// ```
///
/// Why so: what a user signed is paid whatever probers say, so no flood takes a rival's traffic
/// away. At most 95 % of what the pass cost comes back, lot by lot, so buying traffic from oneself
/// loses before and after every change of price. Being up is worth its share of the whole epoch,
/// without a cliff that a short outage falls off, and being there for a few slots is worth those
/// slots. A node that nobody could use, as two watchers saw it, has no weight. The weight is linear
/// in the deposit and, below 100 Mbit/s, in the capacity: two nodes on one line weigh what one
/// does. A sixth node of a group lets its own group share, and nobody is shut out by it.
///
/// Worked example: 0.1 TICS paid, c = 10000: traffic = 10^17 × 9500 × 10000 / 10^8 = 95 × 10^15; 5
/// × 10^15 go to the pot. Deposit 10 TICS, up 59 of 60 slots, 9 of 10 blind sessions, 50 Mbit/s: w
/// = 10^19 × 59 × 9 × 50000 × 10000 / (60 × 10 × 10^9) = 4425 × 10^15.
public final class RuleSet2 {
  /// The parameters as text; its hash is what a proposal names as its rule set. Changing a number
  /// or a formula is another rule set with another text.
  public static final String PARAMETERS =
      """
      dvpn-ruleset 2
      traffic-share 9500 of-paid
      promo-share 500
      promo-needs two-watchers
      deposit-cap 100000000000000000000
      deposit-weighs per-slot
      up of-all-slots
      least-watchers 2
      watcher-epochs 3
      least-capacity-kbit 10000
      full-capacity-kbit 100000
      weight-per-group 5
      groups prefix asn
      rest to-availability
      above-vault-cap owed
      period-epochs 30
      """;

  static final int LEAST_WATCHERS = 2;
  static final long LEAST_CAPACITY_KBIT = 10_000;
  static final long FULL_CAPACITY_KBIT = 100_000;
  static final int WEIGHT_PER_GROUP = 5;
  static final int TRAFFIC_SHARE = 9_500;
  private static final int PROMO_SHARE = 500;

  /// The most of a deposit that weighs, base units: all that earns.
  public static final TokenAmount DEPOSIT_CAP = TokenAmount.ofTics("100");

  private static final BigInteger SHARES_UNIT = BigInteger.TEN.pow(8);
  private static final BigInteger WEIGHT_UNIT = BigInteger.valueOf(FULL_CAPACITY_KBIT * Shares.ONE);

  private RuleSet2() {}

  /// `rulesetHash` of proposals: Keccak-256 of [#PARAMETERS].
  public static Bytes32 hash() {
    return FileLines.hash(PARAMETERS);
  }

  /// How much a node weighs in the availability pot, as it comes about.
  ///
  /// @param own by itself, base units
  /// @param inPrefix what is left of it in its prefix
  /// @param inNetwork what is left of that in its autonomous system: what it weighs
  public record Weight(
      MeasuredRow row, BigInteger own, BigInteger inPrefix, BigInteger inNetwork) {}

  /// @throws IllegalArgumentException if the files are of different epochs
  public static Outcome apply(PaidFile sessions, MeasuredFile performance, Terms terms) {
    if (sessions.epoch() != performance.epoch()) {
      throw new IllegalArgumentException(
          "epoch: %s (expected: %s)".formatted(performance.epoch(), sessions.epoch()));
    }
    Map<NodeId, Served> served = Served.byNode(sessions, performance);
    return Due.pay(
        weights(performance).stream().map(weight -> due(weight, served, terms)).toList(),
        Shares.sum(served.values().stream().map(Served::paid).toList()),
        sessions.rest().baseUnits(),
        terms,
        PROMO_SHARE);
  }

  private static Due due(Weight weight, Map<NodeId, Served> all, Terms terms) {
    MeasuredRow row = weight.row();
    Served served = all.getOrDefault(row.node(), Served.NOTHING);
    return new Due(
        row.node(),
        row.provider(),
        shared(row, served.paid()),
        asked(row, served, terms.pricePerMib()),
        weight.inNetwork());
  }

  /// What each row weighs, in the order of the rows.
  public static List<Weight> weights(MeasuredFile performance) {
    List<MeasuredRow> rows = performance.rows();
    List<BigInteger> own = rows.stream().map(row -> own(row, performance.slots())).toList();
    List<BigInteger> inPrefix =
        grouped(rows, own, row -> row.group().prefix().equals("-") ? "" : row.group().prefix());
    List<BigInteger> inNetwork =
        grouped(
            rows, inPrefix, row -> row.group().asn() == 0 ? "" : Long.toString(row.group().asn()));
    return IntStream.range(0, rows.size())
        .mapToObj(i -> new Weight(rows.get(i), own.get(i), inPrefix.get(i), inNetwork.get(i)))
        .toList();
  }

  /// Whether two watchers could use it lately.
  static boolean isProved(MeasuredRow row) {
    return row.blind().watchers() >= LEAST_WATCHERS;
  }

  /// The compliance factor c of a row, basis points.
  static int complianceFactor(MeasuredRow row) {
    return RuleSet1.complianceFactor(row.deductions());
  }

  static BigInteger own(MeasuredRow row, long slots) {
    if (!isProved(row) || row.capacityKbit() < LEAST_CAPACITY_KBIT || slots == 0) {
      return BigInteger.ZERO;
    }
    boolean unseen = row.blind().total() == 0;
    return row.deposit()
        .baseUnits()
        .min(DEPOSIT_CAP.baseUnits())
        .multiply(BigInteger.valueOf(row.up()))
        .multiply(BigInteger.valueOf(unseen ? 1 : row.blind().passed()))
        .multiply(BigInteger.valueOf(Math.min(row.capacityKbit(), FULL_CAPACITY_KBIT)))
        .multiply(BigInteger.valueOf(complianceFactor(row)))
        .divide(
            BigInteger.valueOf(slots)
                .multiply(BigInteger.valueOf(unseen ? 1 : row.blind().total()))
                .multiply(WEIGHT_UNIT));
  }

  private static BigInteger shared(MeasuredRow row, BigInteger amount) {
    return amount
        .multiply(BigInteger.valueOf(TRAFFIC_SHARE))
        .multiply(BigInteger.valueOf(complianceFactor(row)))
        .divide(SHARES_UNIT);
  }

  private static BigInteger asked(MeasuredRow row, Served served, TokenAmount pricePerMib) {
    return isProved(row)
        ? shared(row, served.promoMib().multiply(pricePerMib.baseUnits()))
        : BigInteger.ZERO;
  }

  /// @param group what a row shares a place in; empty for none
  private static List<BigInteger> grouped(
      List<MeasuredRow> rows, List<BigInteger> weights, Function<MeasuredRow, String> group) {
    Map<String, List<BigInteger>> members = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      if (weights.get(i).signum() > 0) {
        members
            .computeIfAbsent(group.apply(rows.get(i)), name -> new ArrayList<>())
            .add(weights.get(i));
      }
    }
    members.remove("");
    members.values().removeIf(of -> of.size() <= WEIGHT_PER_GROUP);
    Map<String, Allowed> allowed = new HashMap<>();
    members.forEach((name, of) -> allowed.put(name, Allowed.of(of)));
    List<BigInteger> shared = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Allowed of = allowed.get(group.apply(rows.get(i)));
      shared.add(of == null ? weights.get(i) : of.part(weights.get(i)));
    }
    return shared;
  }

  /// @param five sum of the five greatest weights of a group
  /// @param all sum of all its weights
  private record Allowed(BigInteger five, BigInteger all) {
    static Allowed of(List<BigInteger> weights) {
      List<BigInteger> greatest =
          weights.stream().sorted(Comparator.reverseOrder()).limit(WEIGHT_PER_GROUP).toList();
      return new Allowed(Shares.sum(greatest), Shares.sum(weights));
    }

    BigInteger part(BigInteger weight) {
      return weight.multiply(five).divide(all);
    }
  }
}
