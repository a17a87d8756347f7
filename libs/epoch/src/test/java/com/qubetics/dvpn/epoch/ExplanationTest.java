package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final TokenAmount PRICE = TokenAmount.parse("1000000000000000");

  @Test
  void saysWhatTookFromANodeAndWhatWouldRaiseIt() {
    MeasuredFile performance =
        new MeasuredFile(
            3,
            60,
            List.of(
                Samples.measured(1)
                    .up(30)
                    .blind(9, 10)
                    .capacityKbit(25_000)
                    .deductions(2_500)
                    .row()));
    Explanation explanation =
        explain(
                new PaidFile(3, TokenAmount.ZERO, List.of(Samples.paid(1, 1, 10, 0, "1000"))),
                performance)
            .getFirst();

    assertThat(shares(explanation))
        .containsExactly(
            "TRAFFIC 7494",
            "PROMO 10000",
            "COMPLIANCE 7500",
            "WATCHERS 10000",
            "DEPOSIT 1000",
            "UP 5000",
            "BLIND_SESSIONS 9000",
            "CAPACITY 2500",
            "PREFIX 10000",
            "NETWORK 10000",
            "AVAILABILITY 10000");
    assertThat(explanation.lines())
        .allSatisfy(line -> assertThat(line.remedy().isEmpty()).isEqualTo(line.share() == 10_000));
  }

  /// The lines with an amount are the pay, and the factors give the weight that divided the pot.
  @Test
  void addsUpToThePay() {
    Random random = new Random(17);
    for (int round = 0; round < 200; round++) {
      PaidFile sessions = Samples.randomPaid(3, random);
      MeasuredFile performance = Samples.randomMeasured(3, random);
      RewardFile rewards = compute(sessions, performance);
      List<Explanation> explanations = Explanation.of(sessions, performance, rewards);
      assertThat(explanations).hasSameSizeAs(rewards.nodes());
      for (int i = 0; i < explanations.size(); i++) {
        Explanation explanation = explanations.get(i);
        assertThat(explanation.node()).isEqualTo(rewards.nodes().get(i).node());
        assertThat(
                explanation.lines().stream()
                    .flatMap(line -> Stream.ofNullable(line.amount()))
                    .reduce(TokenAmount.ZERO, TokenAmount::plus))
            .isEqualTo(rewards.nodes().get(i).total());
      }
    }
  }

  @Test
  void namesThePrefixThatSharesItsWeight() {
    List<MeasuredRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(Samples.measured(i).prefix("203.0.113.0/24").row());
    }
    Explanation.Line prefix =
        explain(new PaidFile(3, TokenAmount.ZERO, List.of()), new MeasuredFile(3, 60, rows))
            .getFirst()
            .lines()
            .stream()
            .filter(line -> line.code() == Explanation.Code.PREFIX)
            .findFirst()
            .orElseThrow();
    assertThat(prefix.share()).isEqualTo(5_000);
    assertThat(prefix.has()).isLessThan(BigInteger.TEN.pow(19));
  }

  private static List<String> shares(Explanation explanation) {
    return explanation.lines().stream().map(line -> line.code() + " " + line.share()).toList();
  }

  private static List<Explanation> explain(PaidFile sessions, MeasuredFile performance) {
    return Explanation.of(sessions, performance, compute(sessions, performance));
  }

  private static RewardFile compute(PaidFile sessions, MeasuredFile performance) {
    return RewardFile.compute(
        Optional.empty(),
        sessions,
        performance,
        PRICE,
        TokenAmount.ofTics("1"),
        TokenAmount.ofTics("1000"),
        Samples.VAULT);
  }
}
