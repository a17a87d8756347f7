package com.qubetics.dvpn.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.SealedPerformance;
import com.qubetics.dvpn.epoch.SealedSessions;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.protocol.value.NodeId;
import org.junit.jupiter.api.Test;

final class EarningsTest {
  private static final String NODE = "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38";
  private static final String FORMER = "0x0200000000000000000000000000000000000000";
  private static final String PROVIDER = "0x0100000000000000000000000000000000000000";
  private static final String HASH = "0x" + "ab".repeat(32);

  private static final SessionFile SESSIONS =
      SessionFile.parse(
          """
          dvpn-sessions 2
          epoch 7
          rest 0
          row %5$s 0x%4$s 20 20 0 %3$s
          row %1$s 0x%2$s 100 60 30 %3$s
          """
              .formatted(NODE, "01".repeat(32), HASH, "02".repeat(32), FORMER));

  private static final RewardFile REWARDS =
      RewardFile.parse(
          """
          dvpn-rewards 2
          epoch 7
          period 0
          ruleset %1$s
          sessions %1$s %1$s
          performance %1$s %1$s
          price 1000
          budget 100
          carried-in 0
          fees 5130
          rest 0
          node %2$s %3$s 5000 200 30
          account %3$s 5230 5230
          carried-out 0
          total 5230
          root %1$s
          """
              .formatted(HASH, NODE, PROVIDER));

  @Test
  void tellsWhatAnEpochBroughtAndWhatWasLostAndWhy() {
    Earnings earnings = earnings("10000000000000000000 100 98 9999 2500");

    assertThat(earnings.countedMib()).isEqualTo(120);
    assertThat(earnings.uptimeFactor()).isEqualTo(9000);
    assertThat(earnings.complianceFactor()).isEqualTo(7500);
    assertThat(earnings.reward()).hasToString("5230");
    assertThat(earnings.losses())
        .containsExactly(
            "UPTIME: down in 2 of 100 slots, u is 9000",
            "COMPLIANCE: deductions of 2500, c is 7500",
            "UNPAID: 10 MiB beyond their users' passes and allowances",
            "CAPACITY: 9999 kbit/s, below the 10000 of the availability pot");
  }

  @Test
  void tellsOfRuleSetTwoWhatTookAwayAndWhatWouldRaiseIt() {
    String sessions =
        """
        dvpn-sessions 3
        epoch 7
        rest 0
        row %1$s 0x%2$s 100 60 30 %3$s 5400
        """
            .formatted(NODE, "01".repeat(32), HASH);
    String performance =
        """
        dvpn-performance 3
        epoch 7
        slots 100
        row %s %s 10000000000000000000 100 98 50000 4 5 2 0 203.0.113.0/24 0 %s
        """
            .formatted(NODE, PROVIDER, FORMER);
    Earnings earnings =
        Earnings.of(
                NodeId.parse(FORMER),
                SealedSessions.parse(sessions),
                SealedPerformance.parse(performance),
                REWARDS)
            .orElseThrow();

    assertThat(earnings.countedMib()).isEqualTo(100);
    assertThat(earnings.uptimeFactor()).isEqualTo(9800);
    assertThat(earnings.losses())
        .containsExactly(
            "TRAFFIC: 5000 of 5130; what compliance took: see COMPLIANCE",
            "PROMO: 200 of 28500; all of it together is at most 5 % of the budget, and two watchers"
                + " have to pass",
            "DEPOSIT: 10000000000000000000 of 100000000000000000000; a greater deposit weighs more,"
                + " up to 100 TICS",
            "UP: 98 of 100; stay up; declare what can't be helped: dvpn-node maintenance",
            "BLIND_SESSIONS: 4 of 5; users' sessions failed as these did: dvpn-node doctor",
            "CAPACITY: 50000 of 100000; a faster line weighs more, from 10 to 100 Mbit/s");
  }

  @Test
  void saysThatANodeThatWasNotActiveHasNoSlots() {
    assertThat(earnings("10000000000000000000 0 0 100000 0").losses())
        .first()
        .isEqualTo("NO_SLOTS: the node was not active, so u is 0");
  }

  @Test
  void knowsNothingOfANodeWithoutARow() {
    assertThat(
            Earnings.of(
                NodeId.parse(PROVIDER),
                SESSIONS,
                performance("10000000000000000000 1 1 1 0"),
                REWARDS))
        .isEmpty();
  }

  private static Earnings earnings(String row) {
    return Earnings.of(NodeId.parse(NODE), SESSIONS, performance(row), REWARDS).orElseThrow();
  }

  private static PerformanceFile performance(String row) {
    return PerformanceFile.parse(
        "dvpn-performance 2\nepoch 7\nrow %s %s %s 203.0.113.0/24 %s\n"
            .formatted(NODE, PROVIDER, row, FORMER));
  }
}
