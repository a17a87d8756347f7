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

/// Rule set 1: what the nodes of an epoch earn. Integers only; factors in basis points (10000 = 1);
/// amounts in base units; every division floors, and what flooring drops stays in the pot and is
/// carried into the next epoch, so that no unit appears or vanishes:
///
/// ```
/// fees + rest + budget + carriedIn = Σ traffic + Σ promo + Σ availability + carriedOut
/// ```
///
/// Per node, from its row and the session rows of all its keys, with P the price per MiB:
///
/// ```
/// u     = uptime factor of ⌊10000 × up / slots⌋ (0 without slots)
///         9950 and more → 10000, 9800 → 9000, 9500 → 7500, 9000 → 5000, straight lines between,
///         below 9000 → 0
/// c     = max(0, 10000 − deductions)
/// traffic = ⌊Σ passMib × P × 9500 × u × c / 10^12⌋
/// asked   = ⌊Σ promoMib × P × 9500 × u × c / 10^12⌋
/// w     = min(deposit, 100 TICS) × slots × u × c, if capacityKbit ≥ 10000 and the node is among
///         the five heaviest of its prefix (by w, then by node id), else 0
/// ```
///
/// Over all nodes:
///
/// ```
/// fees  = Σ passMib × P (what passes paid for this traffic)
/// rest  = restMib × P (what passes paid for bytes that filled no mebibyte of any row)
/// cap   = ⌊budget × 500 / 10000⌋
/// promo = asked, if Σ asked ≤ cap, else ⌊asked × cap / Σ asked⌋
/// pot   = (fees − Σ traffic) + rest + (budget − Σ promo) + carriedIn
/// availability = ⌊pot × w / Σ w⌋ (0 if Σ w = 0)
/// carriedOut   = pot − Σ availability
/// ```
///
/// Why so: at most 95 % of what a pass paid for traffic comes back to the node that carried it, so
/// buying traffic from oneself always loses. The weight is linear in the deposit, so splitting a
/// stake over more nodes gains nothing; and in the slots, so that a deposit weighs once in each
/// slot whatever it is called: under a rotated key it goes on in the same row, and what leaves in
/// the middle of an epoch and joins again under another name weighs for its slots only. The free
/// allowance can be farmed; the cap bounds by how much. A node with session rows but no performance
/// row has nobody to pay: its traffic goes to the pot, and so does the rest, which belongs to no
/// row.
///
/// Worked example: P = 10^15, 100 pass MiB, up 59 of 60 slots: 9833 bp, u = 9000 + ⌊33 × 1000 /
/// 150⌋ = 9220, c = 10000; traffic = ⌊100 × 10^15 × 9500 × 9220 × 10000 / 10^12⌋ =
/// 87590000000000000, and 12410000000000000 of the fees go to the pot.
public final class RuleSet1 {
  /// The parameters as text; its hash is what a proposal names as its rule set. Changing a number
  /// or a formula is another rule set with another text.
  public static final String PARAMETERS =
      """
      dvpn-ruleset 1
      traffic-share 9500
      uptime 9950 10000
      uptime 9800 9000
      uptime 9500 7500
      uptime 9000 5000
      promo-share 500
      deposit-cap 100000000000000000000
      deposit-weighs per-slot
      rest to-availability
      least-capacity-kbit 10000
      most-nodes-per-prefix 5
      period-epochs 30
      """;

  /// Epochs in a period: epoch n belongs to period ⌊n / 30⌋.
  public static final long PERIOD_EPOCHS = 30;

  private static final int TRAFFIC_SHARE = 9_500;
  private static final int PROMO_SHARE = 500;
  private static final int[][] UPTIME = {
    {9_950, 10_000}, {9_800, 9_000}, {9_500, 7_500}, {9_000, 5_000}
  };
  private static final TokenAmount DEPOSIT_CAP = TokenAmount.ofTics("100");
  private static final long LEAST_CAPACITY_KBIT = 10_000;
  private static final int MOST_NODES_PER_PREFIX = 5;
  private static final BigInteger SHARE_UNIT = BigInteger.TEN.pow(12);

  private RuleSet1() {}

  /// `rulesetHash` of proposals: Keccak-256 of [#PARAMETERS].
  public static Bytes32 hash() {
    return FileLines.hash(PARAMETERS);
  }

  public static long periodOf(long epoch) {
    return Math.floorDiv(epoch, PERIOD_EPOCHS);
  }

  /// @throws IllegalArgumentException if the files are of different epochs
  public static Outcome apply(SessionFile sessions, PerformanceFile performance, Terms terms) {
    if (sessions.epoch() != performance.epoch()) {
      throw new IllegalArgumentException(
          "epoch: %s (expected: %s)".formatted(performance.epoch(), sessions.epoch()));
    }
    BigInteger price = terms.pricePerMib().baseUnits();
    Map<NodeId, BigInteger> passMib = new HashMap<>();
    Map<NodeId, BigInteger> promoMib = new HashMap<>();
    Map<NodeId, NodeId> byKey = performance.nodesByKey();
    for (SessionRow row : sessions.rows()) {
      NodeId node = byKey.getOrDefault(row.node(), row.node());
      passMib.merge(node, BigInteger.valueOf(row.passMib()), BigInteger::add);
      promoMib.merge(node, BigInteger.valueOf(row.promoMib()), BigInteger::add);
    }
    List<PerformanceRow> rows = performance.rows();
    List<BigInteger> weights = weights(rows);
    List<Due> dues = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      PerformanceRow row = rows.get(i);
      dues.add(
          new Due(
              row.node(),
              row.provider(),
              traffic(row, passMib, price),
              traffic(row, promoMib, price),
              weights.get(i)));
    }
    return Due.pay(
        dues,
        Shares.sum(List.copyOf(passMib.values())).multiply(price),
        BigInteger.valueOf(sessions.restMib()).multiply(price),
        terms,
        PROMO_SHARE);
  }

  /// The uptime factor u of a row, basis points.
  public static int uptimeFactor(long up, long slots) {
    if (slots == 0) {
      return 0;
    }
    int uptime =
        BigInteger.valueOf(up)
            .multiply(BigInteger.valueOf(Shares.ONE))
            .divide(BigInteger.valueOf(slots))
            .intValueExact();
    if (uptime >= UPTIME[0][0]) {
      return UPTIME[0][1];
    }
    for (int i = 1; i < UPTIME.length; i++) {
      if (uptime >= UPTIME[i][0]) {
        int width = UPTIME[i - 1][0] - UPTIME[i][0];
        int rise = UPTIME[i - 1][1] - UPTIME[i][1];
        return UPTIME[i][1] + (uptime - UPTIME[i][0]) * rise / width;
      }
    }
    return 0;
  }

  /// The compliance factor c of a row, basis points.
  public static int complianceFactor(int deductions) {
    return Math.max(0, Shares.ONE - deductions);
  }

  private static BigInteger traffic(
      PerformanceRow row, Map<NodeId, BigInteger> mebibytes, BigInteger price) {
    return mebibytes
        .getOrDefault(row.node(), BigInteger.ZERO)
        .multiply(price)
        .multiply(BigInteger.valueOf(TRAFFIC_SHARE))
        .multiply(factors(row))
        .divide(SHARE_UNIT);
  }

  private static List<BigInteger> weights(List<PerformanceRow> rows) {
    Map<PerformanceRow, BigInteger> all = new HashMap<>();
    Map<String, List<PerformanceRow>> prefixes = new HashMap<>();
    for (PerformanceRow row : rows) {
      if (row.capacityKbit() >= LEAST_CAPACITY_KBIT) {
        BigInteger deposit = row.deposit().baseUnits().min(DEPOSIT_CAP.baseUnits());
        all.put(row, deposit.multiply(BigInteger.valueOf(row.slots())).multiply(factors(row)));
        prefixes.computeIfAbsent(row.prefix(), prefix -> new ArrayList<>()).add(row);
      }
    }
    Comparator<PerformanceRow> heaviest =
        Comparator.<PerformanceRow, BigInteger>comparing(
                row -> all.getOrDefault(row, BigInteger.ZERO))
            .reversed()
            .thenComparing(PerformanceRow::node);
    for (List<PerformanceRow> prefix : prefixes.values()) {
      prefix.stream().sorted(heaviest).skip(MOST_NODES_PER_PREFIX).forEach(all::remove);
    }
    return rows.stream().map(row -> all.getOrDefault(row, BigInteger.ZERO)).toList();
  }

  /// u × c.
  private static BigInteger factors(PerformanceRow row) {
    return BigInteger.valueOf(
        (long) uptimeFactor(row.up(), row.slots()) * complianceFactor(row.deductions()));
  }
}
