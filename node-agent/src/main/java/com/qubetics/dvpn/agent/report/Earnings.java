package com.qubetics.dvpn.agent.report;

import com.qubetics.dvpn.epoch.Explanation;
import com.qubetics.dvpn.epoch.MeasuredFile;
import com.qubetics.dvpn.epoch.MeasuredRow;
import com.qubetics.dvpn.epoch.NodePay;
import com.qubetics.dvpn.epoch.PaidFile;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.RuleSet1;
import com.qubetics.dvpn.epoch.SealedPerformance;
import com.qubetics.dvpn.epoch.SealedSessions;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one node earned in one epoch and what it lost, from the files that everybody can fetch and
/// check (docs/protocol.md, section 5).
///
/// @param countedMib mebibytes that clients signed
/// @param uptimeFactor u, basis points
/// @param complianceFactor c, basis points
/// @param losses stable codes of what lowered the reward, with their figures
public record Earnings(
    long epoch,
    long countedMib,
    long slots,
    long up,
    int uptimeFactor,
    int complianceFactor,
    TokenAmount traffic,
    TokenAmount promo,
    TokenAmount availability,
    TokenAmount reward,
    List<String> losses) {
  private static final int FULL = 10_000;
  private static final long LEAST_KBIT = 10_000;

  /// @param node by its newest key, or by one that it had in the epoch
  /// @return empty if the epoch has no row of the node
  /// @throws IllegalArgumentException if the files are made for different rule sets
  /// @throws ArithmeticException if the node's rows count more than fits
  public static Optional<Earnings> of(
      NodeId node, SealedSessions sessions, SealedPerformance performance, RewardFile rewards) {
    if (sessions instanceof PaidFile paid && performance instanceof MeasuredFile measured) {
      return of(node, paid, measured, rewards);
    }
    if (sessions instanceof SessionFile counted && performance instanceof PerformanceFile probed) {
      return of(node, counted, probed, rewards);
    }
    throw new IllegalArgumentException("files: of two rule sets (expected: of one)");
  }

  private static Optional<Earnings> of(
      NodeId node, PaidFile sessions, MeasuredFile performance, RewardFile rewards) {
    NodeId newest = performance.nodesByKey().get(node);
    return Explanation.of(sessions, performance, rewards).stream()
        .filter(explanation -> explanation.node().equals(newest))
        .findFirst()
        .map(explanation -> of(explanation, sessions, performance, rewards));
  }

  private static Earnings of(
      Explanation explanation, PaidFile sessions, MeasuredFile performance, RewardFile rewards) {
    NodeId node = explanation.node();
    MeasuredRow row =
        performance.rows().stream().filter(it -> it.node().equals(node)).findFirst().orElseThrow();
    NodePay pay =
        rewards.nodes().stream().filter(it -> it.node().equals(node)).findFirst().orElseThrow();
    long counted =
        sessions.sessions().stream()
            .filter(it -> row.node().equals(it.node()) || row.former().contains(it.node()))
            .mapToLong(SessionRow::countedMib)
            .reduce(0, Math::addExact);
    return new Earnings(
        sessions.epoch(),
        counted,
        row.slots(),
        row.up(),
        share(explanation, Explanation.Code.UP),
        share(explanation, Explanation.Code.COMPLIANCE),
        pay.traffic(),
        pay.promo(),
        pay.availability(),
        pay.total(),
        explanation.lines().stream()
            .filter(line -> !line.remedy().isEmpty())
            .map(Earnings::loss)
            .toList());
  }

  private static int share(Explanation explanation, Explanation.Code code) {
    return explanation.lines().stream()
        .filter(line -> line.code() == code)
        .mapToInt(Explanation.Line::share)
        .sum();
  }

  private static String loss(Explanation.Line line) {
    return "%s: %s of %s; %s".formatted(line.code(), line.has(), line.of(), line.remedy());
  }

  private static Optional<Earnings> of(
      NodeId node, SessionFile sessions, PerformanceFile performance, RewardFile rewards) {
    return performance.rows().stream()
        .filter(row -> goesBy(row, node))
        .findFirst()
        .map(row -> of(row, sessions, rewards));
  }

  private static boolean goesBy(PerformanceRow row, NodeId key) {
    return row.node().equals(key) || row.former().contains(key);
  }

  private static Earnings of(PerformanceRow row, SessionFile sessions, RewardFile rewards) {
    List<SessionRow> own =
        sessions.rows().stream().filter(session -> goesBy(row, session.node())).toList();
    long counted = own.stream().mapToLong(SessionRow::countedMib).reduce(0, Math::addExact);
    // At most what is counted, row by row.
    long paid = own.stream().mapToLong(session -> session.passMib() + session.promoMib()).sum();
    Optional<NodePay> pay =
        rewards.nodes().stream().filter(found -> found.node().equals(row.node())).findFirst();
    int u = RuleSet1.uptimeFactor(row.up(), row.slots());
    int c = RuleSet1.complianceFactor(row.deductions());
    return new Earnings(
        sessions.epoch(),
        counted,
        row.slots(),
        row.up(),
        u,
        c,
        pay.map(NodePay::traffic).orElse(TokenAmount.ZERO),
        pay.map(NodePay::promo).orElse(TokenAmount.ZERO),
        pay.map(NodePay::availability).orElse(TokenAmount.ZERO),
        pay.map(NodePay::total).orElse(TokenAmount.ZERO),
        losses(row, u, c, counted - paid));
  }

  private static List<String> losses(PerformanceRow row, int u, int c, long unpaidMib) {
    List<String> losses = new ArrayList<>();
    if (row.slots() == 0) {
      losses.add("NO_SLOTS: the node was not active, so u is 0");
    } else if (u < FULL) {
      losses.add(
          "UPTIME: down in %s of %s slots, u is %s"
              .formatted(row.slots() - row.up(), row.slots(), u));
    }
    if (c < FULL) {
      losses.add("COMPLIANCE: deductions of %s, c is %s".formatted(row.deductions(), c));
    }
    if (unpaidMib > 0) {
      losses.add("UNPAID: %s MiB beyond their users' passes and allowances".formatted(unpaidMib));
    }
    if (row.capacityKbit() < LEAST_KBIT) {
      losses.add(
          "CAPACITY: %s kbit/s, below the 10000 of the availability pot"
              .formatted(row.capacityKbit()));
    }
    return losses;
  }
}
