package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSet1Test {
  private static final TokenAmount PRICE = amount("1000000000000000");

  @ParameterizedTest
  @CsvSource({
    "1000,1000,10000",
    "995,1000,10000",
    "994,1000,9933",
    "980,1000,9000",
    "979,1000,8950",
    "950,1000,7500",
    "949,1000,7450",
    "900,1000,5000",
    "899,1000,0",
    "0,1000,0",
    "0,0,0",
    "59,60,9220",
    "12,12,10000",
    "11,12,5830"
  })
  void followsStraightLinesBetweenTheUptimeMarks(long up, long slots, int factor) {
    assertThat(RuleSet1.uptimeFactor(up, slots)).isEqualTo(factor);
  }

  @Test
  void paysTrafficAsTheWorkedExampleSays() {
    Outcome outcome =
        apply(
            List.of(Samples.sessions(1, 1, 60, 0), Samples.sessions(1, 2, 40, 0)),
            List.of(Samples.performance(1, "10", 60, 59)),
            "0");
    assertThat(outcome.fees()).isEqualTo(amount("100000000000000000"));
    assertThat(outcome.nodes().getFirst().traffic()).isEqualTo(amount("87590000000000000"));
    assertThat(outcome.nodes().getFirst().availability()).isEqualTo(amount("12410000000000000"));
    assertThat(outcome.carriedOut()).isEqualTo(TokenAmount.ZERO);
  }

  @Test
  void carriesEverythingOverWhenNobodyWasUp() {
    Outcome outcome =
        apply(
            List.of(Samples.sessions(1, 1, 100, 5)),
            List.of(Samples.performance(1, "10", 60, 10)),
            "7000");
    assertThat(outcome.paid()).isEqualTo(TokenAmount.ZERO);
    assertThat(outcome.carriedOut()).isEqualTo(amount("100000000000007000"));
  }

  @Test
  void boundsAllPromoByFivePercentOfTheBudget() {
    String budget = "1000000000000000000";
    Outcome outcome =
        apply(
            List.of(Samples.sessions(1, 1, 0, 3000), Samples.sessions(2, 1, 0, 1000)),
            List.of(Samples.performance(1, "10", 60, 60), Samples.performance(2, "10", 60, 60)),
            budget);
    TokenAmount first = pay(outcome, 1).promo();
    TokenAmount second = pay(outcome, 2).promo();
    assertThat(first).isEqualTo(amount("37500000000000000"));
    assertThat(second).isEqualTo(amount("12500000000000000"));
  }

  @Test
  void givesAStakeTheSameWhetherOneNodeHoldsItOrTwo() {
    Outcome outcome =
        apply(
            List.of(),
            List.of(
                Samples.performance(1, "40", 60, 60),
                Samples.performance(2, "20", 60, 60),
                Samples.performance(3, "20", 60, 60)),
            "1000");
    assertThat(pay(outcome, 1).availability()).isEqualTo(amount("500"));
    assertThat(pay(outcome, 2).availability()).isEqualTo(amount("250"));
    assertThat(pay(outcome, 3).availability()).isEqualTo(amount("250"));
  }

  @Test
  void sharesAvailabilityAmongFastNodesAndFivePerPrefixOnly() {
    List<PerformanceRow> rows =
        IntStream.range(0, 7)
            .mapToObj(
                i ->
                    new PerformanceRow(
                        Samples.node(i),
                        Samples.provider(i),
                        TokenAmount.ofTics(i < 2 ? "10" : "20"),
                        60,
                        60,
                        i == 6 ? 9_999 : 10_000,
                        0,
                        "203.0.113.0/24"))
            .toList();
    Outcome outcome = apply(List.of(), rows, "900000");
    assertThat(pay(outcome, 6).availability()).isEqualTo(TokenAmount.ZERO);
    assertThat(
            outcome.nodes().stream().filter(node -> !node.availability().equals(TokenAmount.ZERO)))
        .hasSize(5);
    assertThat(pay(outcome, 2).availability()).isEqualTo(amount("200000"));
  }

  @Test
  void sharesWhatFilledNoMebibyteAmongAll() {
    Outcome outcome =
        RuleSet1.apply(
            new SessionFile(
                3, 2, List.of(Samples.sessions(1, 1, 0, 0), Samples.sessions(1, 2, 0, 0))),
            new PerformanceFile(
                3,
                List.of(
                    Samples.performance(1, "10", 60, 60), Samples.performance(2, "10", 60, 60))),
            new Terms(PRICE, TokenAmount.ZERO, TokenAmount.ZERO));
    assertThat(outcome.rest()).isEqualTo(PRICE.times(2));
    assertThat(pay(outcome, 1).availability()).isEqualTo(PRICE);
    assertThat(pay(outcome, 2).availability()).isEqualTo(PRICE);
  }

  @Test
  void paysNobodyForTrafficOfANodeThatWasNotMeasured() {
    Outcome outcome =
        apply(
            List.of(Samples.sessions(9, 1, 100, 0)),
            List.of(Samples.performance(1, "10", 60, 60)),
            "0");
    assertThat(pay(outcome, 1).availability()).isEqualTo(outcome.fees());
  }

  @Test
  void weighsADepositOncePerSlotUnderAnyNumberOfNames() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<PerformanceRow> rows = new ArrayList<>();
      rows.add(Samples.performance(0, "20", 60, 60));
      int left = 60;
      for (int name = 1; left > 0 && name < 8; name++) {
        int slots = 1 + random.nextInt(left);
        rows.add(Samples.performance(name, "20", slots, slots));
        left -= slots;
      }
      Outcome outcome = apply(List.of(), rows, "1000000");
      assertThat(pay(outcome, 0).availability()).isGreaterThanOrEqualTo(amount("500000"));
    }
  }

  @Test
  void paysANodeForWhatItServedUnderAFormerKey() {
    PerformanceRow row =
        new PerformanceRow(
            Samples.node(1),
            Samples.provider(1),
            TokenAmount.ofTics("10"),
            60,
            60,
            50_000,
            0,
            "203.0.1.0/24",
            List.of(Samples.node(7), Samples.node(8)));
    Outcome outcome =
        apply(
            List.of(
                Samples.sessions(1, 1, 10, 0),
                Samples.sessions(7, 1, 20, 0),
                Samples.sessions(8, 2, 30, 0)),
            List.of(row),
            "0");
    assertThat(pay(outcome, 1).traffic()).isEqualTo(amount("57000000000000000"));
  }

  /// Invariant I5: paid + carried out = fees + budget + carried in, whatever the rows.
  @Test
  void losesAndInventsNoBaseUnit() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      SessionFile sessions = Samples.randomSessions(3, random);
      PerformanceFile performance = Samples.randomPerformance(3, random);
      Terms terms =
          new Terms(
              new TokenAmount(new BigInteger(60, random)),
              new TokenAmount(new BigInteger(random.nextInt(80), random)),
              new TokenAmount(new BigInteger(random.nextInt(80), random)));
      Outcome outcome = RuleSet1.apply(sessions, performance, terms);
      assertThat(outcome.paid().plus(outcome.carriedOut()))
          .isEqualTo(
              outcome.fees().plus(outcome.rest()).plus(terms.budget()).plus(terms.carriedIn()));
      assertThat(outcome.rest().baseUnits())
          .isEqualTo(
              terms.pricePerMib().baseUnits().multiply(BigInteger.valueOf(sessions.restMib())));
      BigInteger promo =
          outcome.nodes().stream()
              .map(node -> node.promo().baseUnits())
              .reduce(BigInteger.ZERO, BigInteger::add);
      assertThat(promo.multiply(BigInteger.valueOf(20)))
          .isLessThanOrEqualTo(terms.budget().baseUnits());
    }
  }

  @Test
  void isNamedByTheHashOfItsParameters() {
    assertThat(RuleSet1.hash()).isEqualTo(Samples.bytes32(RuleSet1.PARAMETERS));
  }

  private static Outcome apply(
      List<SessionRow> sessions, List<PerformanceRow> performance, String budget) {
    return RuleSet1.apply(
        new SessionFile(3, sessions),
        new PerformanceFile(3, performance),
        new Terms(PRICE, amount(budget), TokenAmount.ZERO));
  }

  private static NodePay pay(Outcome outcome, int node) {
    return outcome.nodes().stream()
        .filter(pay -> pay.node().equals(Samples.node(node)))
        .findFirst()
        .orElseThrow();
  }

  private static TokenAmount amount(String baseUnits) {
    return TokenAmount.parse(baseUnits);
  }
}
