package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
  private static final String SESSIONS =
      """
      dvpn-sessions 2
      epoch 7
      rest 1
      row 0x1111111111111111111111111111111111111111 0x2222222222222222222222222222222222222222222222222222222222222222 12 10 2 0x3333333333333333333333333333333333333333333333333333333333333333
      row 0x1111111111111111111111111111111111111111 0x4444444444444444444444444444444444444444444444444444444444444444 0 0 0 0x3333333333333333333333333333333333333333333333333333333333333333
      """;

  @Test
  void readsWhatItWrites() {
    assertThat(SessionFile.parse(SESSIONS).text()).isEqualTo(SESSIONS);
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      SessionFile sessions = Samples.randomSessions(i, random);
      PerformanceFile performance = Samples.randomPerformance(i, random);
      RewardFile rewards = rewards(Optional.empty(), sessions, performance);
      assertThat(SessionFile.parse(sessions.text())).isEqualTo(sessions);
      assertThat(PerformanceFile.parse(performance.text())).isEqualTo(performance);
      assertThat(RewardFile.parse(rewards.text())).isEqualTo(rewards);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "epoch 7=epoch 07",
        "epoch 7=epoch +7",
        "epoch 7=epoch  7",
        "epoch 7=epoch 7\r",
        "epoch 7=epoch 7\n",
        "sessions 2=sessions 1",
        "rest 1=rest 2",
        "rest 1=rest -1",
        "rest 1=rest 01",
        "12 10 2=12 10 3",
        "12 10 2=012 10 2",
        "12 10 2=12 10 -2",
        "0x1111111111111111111111111111111111111111 0x22=0x1111111111111111111111111111111111111112"
            + " 0x22",
        "0x3333=0X3333",
        "0 0 0=0 0 0 0"
      })
  void refusesEveryOtherSpelling(String change) {
    String[] parts = change.split("=");
    String text = SESSIONS.replaceFirst(Pattern.quote(parts[0]), parts[1]);
    assertThat(text).isNotEqualTo(SESSIONS);
    assertThatThrownBy(() -> SessionFile.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAPerformanceFileThatNamesAKeyTwice() {
    PerformanceRow one = Samples.performance(1, "10", 60, 60);
    for (PerformanceRow other :
        List.of(renamed(2, Samples.node(1)), renamed(2, Samples.node(3), Samples.node(4)))) {
      assertThatThrownBy(
              () -> new PerformanceFile(7, List.of(one, other, renamed(5, Samples.node(4)))))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> renamed(2, Samples.node(2)))
        .isInstanceOf(IllegalArgumentException.class);
    PerformanceFile file = new PerformanceFile(7, List.of(one, renamed(2, Samples.node(3))));
    assertThat(PerformanceFile.parse(file.text())).isEqualTo(file);
    assertThat(file.nodesByKey().get(Samples.node(3))).isEqualTo(Samples.node(2));
  }

  private static PerformanceRow renamed(int node, NodeId... former) {
    PerformanceRow row = Samples.performance(node, "10", 60, 60);
    return new PerformanceRow(
        row.node(),
        row.provider(),
        row.deposit(),
        row.slots(),
        row.up(),
        row.capacityKbit(),
        row.deductions(),
        row.prefix(),
        List.of(former));
  }

  @Test
  void saysWhichVersionOfAFileItWants() {
    String text =
        new PerformanceFile(7, List.of()).text().replaceFirst("performance 2", "performance 1");
    assertThatThrownBy(() -> PerformanceFile.parse(text))
        .hasMessage("dvpn-performance: version 1 (expected: 2)");
  }

  @Test
  void refusesARowTwiceAndRowsOutOfOrder() {
    assertThatThrownBy(() -> SessionFile.parse(SESSIONS.replace('4', '2')))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SessionFile.parse(SESSIONS.replace('4', '1')))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesACutOffFile() {
    for (int length = 0; length < SESSIONS.length(); length++) {
      String text = SESSIONS.substring(0, length);
      if (text.endsWith("3333\n")) {
        continue; // a shorter file in its own right; its hash differs
      }
      assertThatThrownBy(() -> SessionFile.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void changesItsHashWithEveryByte() {
    SessionFile file = SessionFile.parse(SESSIONS);
    SessionFile other = SessionFile.parse(SESSIONS.replace("12 10 2", "13 10 2"));
    assertThat(other.dataHash()).isNotEqualTo(file.dataHash());
    assertThat(other.root()).isNotEqualTo(file.root());
  }

  @Test
  void addsUpAccountsInsideAPeriodAndStartsAnewInTheNext() {
    RewardFile previous = null;
    TokenAmount earnedInPeriod = TokenAmount.ZERO;
    for (long epoch = 28; epoch < 32; epoch++) {
      RewardFile file =
          rewards(
              Optional.ofNullable(previous),
              new SessionFile(epoch, List.of(Samples.sessions(1, 1, 100, 0))),
              new PerformanceFile(epoch, List.of(Samples.performance(1, "10", 60, 60))));
      earnedInPeriod = epoch == 30 ? TokenAmount.ZERO : earnedInPeriod;
      RewardFile.AccountRow row = file.accounts().getFirst();
      earnedInPeriod = earnedInPeriod.plus(row.earned());
      assertThat(file.period()).isEqualTo(epoch / 30);
      assertThat(row.cumulative()).isEqualTo(earnedInPeriod);
      assertThat(file.total()).isEqualTo(earnedInPeriod);
      assertThat(file.root()).isEqualTo(row.leaf(Samples.VAULT, epoch / 30));
      assertThat(file.tree(Samples.VAULT).root()).isEqualTo(file.root());
      previous = file;
    }
  }

  @Test
  void keepsAnAccountThatEarnedEarlierInThePeriod() {
    RewardFile first =
        rewards(
            Optional.empty(),
            new SessionFile(0, List.of(Samples.sessions(1, 1, 100, 0))),
            new PerformanceFile(0, List.of(Samples.performance(1, "10", 60, 60))));
    RewardFile second =
        rewards(
            Optional.of(first),
            new SessionFile(1, List.of()),
            new PerformanceFile(1, List.of(Samples.performance(2, "10", 60, 60))));
    assertThat(second.accounts()).hasSize(2);
    assertThat(second.accounts())
        .anyMatch(
            row ->
                row.account().equals(Samples.provider(1))
                    && row.earned().equals(TokenAmount.ZERO)
                    && row.cumulative().equals(first.total()));
  }

  @Test
  void refusesToSkipAnEpoch() {
    RewardFile first =
        rewards(Optional.empty(), new SessionFile(0, List.of()), new PerformanceFile(0, List.of()));
    assertThatThrownBy(
            () ->
                rewards(
                    Optional.of(first),
                    new SessionFile(2, List.of()),
                    new PerformanceFile(2, List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RewardFile rewards(
      Optional<RewardFile> previous, SessionFile sessions, PerformanceFile performance) {
    return RewardFile.compute(
        previous,
        sessions,
        performance,
        TokenAmount.parse("1000000000000000"),
        TokenAmount.ofTics("1"),
        Samples.VAULT);
  }
}
