package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSet2Test {
  private static final TokenAmount PRICE = amount("1000000000000000");
  private static final long SLOTS = 60;

  @Test
  void paysWhatThePassesCostWhateverTheProbesSay() {
    for (long up : new long[] {0, 30, 60}) {
      Outcome outcome =
          apply(
              List.of(Samples.paid(1, 1, 60, 0, "70000"), Samples.paid(1, 2, 40, 0, "30000")),
              List.of(Samples.measured(1).up(up).watchers(0).row()),
              "0");
      assertThat(outcome.fees()).isEqualTo(amount("100000"));
      assertThat(pay(outcome, 1).traffic()).isEqualTo(amount("95000"));
    }
  }

  @Test
  void weighsAsTheWorkedExampleSays() {
    MeasuredRow row = Samples.measured(1).up(59).blind(9, 10).capacityKbit(50_000).row();
    assertThat(RuleSet2.own(row, SLOTS)).isEqualTo(new BigInteger("4425000000000000000"));
  }

  @ParameterizedTest
  @CsvSource({
    "two watchers,            2, 10000, 10, 10, true",
    "one watcher,             1, 10000, 10, 10, false",
    "too slow,                2,  9999, 10, 10, false",
    "no session passed,       2, 10000,  0, 10, false",
    "no session this epoch,   2, 10000,  0,  0, true"
  })
  void weighsNothingWithoutProof(
      String what, int watchers, long capacity, long passed, long total, boolean weighs) {
    MeasuredRow row =
        Samples.measured(1).watchers(watchers).capacityKbit(capacity).blind(passed, total).row();
    assertThat(RuleSet2.own(row, SLOTS).signum() > 0).as(what).isEqualTo(weighs);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void paysPromoOnlyWhereTwoWatchersPassed(int watchers) {
    Outcome outcome =
        apply(
            List.of(Samples.paid(1, 1, 0, 100, "0")),
            List.of(Samples.measured(1).watchers(watchers).row(), Samples.measured(2).row()),
            "10000000000000000000");
    assertThat(pay(outcome, 1).promo()).isEqualTo(TokenAmount.ZERO);
  }

  @Test
  void boundsAllPromoByFivePercentOfTheBudget() {
    Outcome outcome =
        apply(
            List.of(Samples.paid(1, 1, 0, 3000, "0"), Samples.paid(2, 1, 0, 1000, "0")),
            List.of(Samples.measured(1).row(), Samples.measured(2).row()),
            "1000000000000000000");
    assertThat(pay(outcome, 1).promo()).isEqualTo(amount("37500000000000000"));
    assertThat(pay(outcome, 2).promo()).isEqualTo(amount("12500000000000000"));
  }

  @Test
  void givesAStakeTheSameWhetherOneNodeHoldsItOrTwo() {
    Outcome outcome =
        apply(
            List.of(),
            List.of(
                Samples.measured(1).deposit("40").row(),
                Samples.measured(2).deposit("20").row(),
                Samples.measured(3).deposit("20").row()),
            "1000");
    assertThat(pay(outcome, 1).availability()).isEqualTo(amount("500"));
    assertThat(pay(outcome, 2).availability()).isEqualTo(amount("250"));
  }

  @Test
  void paysTheSlotsOfTheWholeEpochWheneverANodeJoined() {
    Outcome outcome =
        apply(
            List.of(),
            List.of(Samples.measured(1).row(), Samples.measured(2).slots(3).up(3).row()),
            "6300");
    assertThat(pay(outcome, 1).availability()).isEqualTo(amount("6000"));
    assertThat(pay(outcome, 2).availability()).isEqualTo(amount("300"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix", "asn"})
  void letsAGroupWeighAsFiveWhoeverJoinsIt(String kind) {
    List<MeasuredRow> rows = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      rows.add(
          (kind.equals("prefix")
                  ? Samples.measured(i).prefix("203.0.113.0/24")
                  : Samples.measured(i).asn(64_500))
              .row());
    }
    rows.add(Samples.measured(8).row());
    Outcome outcome = apply(List.of(), rows, "4200000");
    assertThat(pay(outcome, 8).availability()).isEqualTo(amount("700000"));
    for (int i = 0; i < 7; i++) {
      assertThat(pay(outcome, i).availability()).isBetween(amount("499999"), amount("500000"));
    }
  }

  /// What one owner's nodes weigh together is not more with a sixth in their prefix.
  @Test
  void gainsNothingByASixthNodeOfOnesOwnPrefix() {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      List<MeasuredRow> five =
          IntStream.range(0, 5).mapToObj(i -> inOnePrefix(i, 10 + random.nextInt(90))).toList();
      List<MeasuredRow> six = new ArrayList<>(five);
      six.add(inOnePrefix(5, 10));
      BigInteger before = together(five);
      assertThat(together(six)).isLessThanOrEqualTo(before.max(together(heaviest(six))));
    }
  }

  private static List<MeasuredRow> heaviest(List<MeasuredRow> rows) {
    return rows.stream()
        .sorted((a, b) -> b.deposit().compareTo(a.deposit()))
        .limit(5)
        .sorted()
        .toList();
  }

  private static MeasuredRow inOnePrefix(int node, int deposit) {
    return Samples.measured(node).prefix("203.0.113.0/24").deposit(Integer.toString(deposit)).row();
  }

  private static BigInteger together(List<MeasuredRow> rows) {
    return Shares.sum(
        RuleSet2.weights(new MeasuredFile(3, SLOTS, rows)).stream()
            .map(RuleSet2.Weight::inNetwork)
            .toList());
  }

  @Test
  void weighsADepositOncePerSlotUnderAnyNumberOfNames() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<MeasuredRow> rows = new ArrayList<>();
      rows.add(Samples.measured(0).deposit("20").row());
      long left = SLOTS;
      for (int name = 1; left > 0 && name < 8; name++) {
        long slots = 1 + random.nextLong(left);
        rows.add(Samples.measured(name).deposit("20").slots(slots).up(slots).row());
        left -= slots;
      }
      Outcome outcome = apply(List.of(), rows, "1000000");
      assertThat(pay(outcome, 0).availability()).isGreaterThanOrEqualTo(amount("500000"));
    }
  }

  /// Doing better in one thing lowers nobody's own pay, whatever the others do.
  @Test
  void neverPaysANodeLessForDoingBetter() {
    Random random = new Random(13);
    for (int round = 0; round < 400; round++) {
      MeasuredFile file = Samples.randomMeasured(3, random);
      PaidFile sessions = Samples.randomPaid(3, random);
      if (file.rows().isEmpty()) {
        continue;
      }
      MeasuredRow row = file.rows().get(random.nextInt(file.rows().size()));
      Terms terms = terms("1000000000000000000");
      TokenAmount before = total(RuleSet2.apply(sessions, file, terms), row);
      for (UnaryOperator<Samples.Measured> better : BETTER) {
        MeasuredRow other = better.apply(Samples.Measured.of(row)).row();
        MeasuredFile changed = new MeasuredFile(3, file.slots(), with(file.rows(), other));
        assertThat(total(RuleSet2.apply(sessions, changed, terms), row))
            .isGreaterThanOrEqualTo(before.minus(least(before, TokenAmount.parse("2"))));
      }
    }
  }

  private static final List<UnaryOperator<Samples.Measured>> BETTER =
      List.of(
          it -> it.up(it.row().slots()),
          it -> it.capacityKbit(it.row().capacityKbit() + 5_000),
          it -> it.blind(it.row().blind().passed() + 1, it.row().blind().total() + 1),
          it -> it.watchers(it.row().blind().watchers() + 1),
          it -> it.deductions(it.row().deductions() / 2),
          it -> it.deposit(it.row().deposit().plus(TokenAmount.ofTics("3"))));

  private static TokenAmount least(TokenAmount a, TokenAmount b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static List<MeasuredRow> with(List<MeasuredRow> rows, MeasuredRow other) {
    return rows.stream().map(row -> row.node().equals(other.node()) ? other : row).toList();
  }

  private static TokenAmount total(Outcome outcome, MeasuredRow row) {
    return outcome.nodes().stream()
        .filter(pay -> pay.node().equals(row.node()))
        .findFirst()
        .orElseThrow()
        .total();
  }

  /// Invariant I5, and I14: whatever the rows are, the epoch is computed, written, read and paid,
  /// the vault's cap is kept, and what it leaves is owed, to the base unit.
  @Test
  void losesAndInventsNoBaseUnitAndAsksTheVaultForNoMoreThanItGives() {
    Random random = new Random(7);
    Optional<RewardFile> previous = Optional.empty();
    for (int epoch = 0; epoch < 300; epoch++) {
      PaidFile sessions = Samples.randomPaid(epoch, random);
      MeasuredFile performance = Samples.randomMeasured(epoch, random);
      TokenAmount budget = new TokenAmount(new BigInteger(random.nextInt(80), random));
      TokenAmount cap = new TokenAmount(new BigInteger(random.nextInt(75), random));
      RewardFile file =
          RewardFile.compute(previous, sessions, performance, PRICE, budget, cap, Samples.VAULT);

      assertThat(RewardFile.parse(file.text())).isEqualTo(file);
      assertThat(PaidFile.parse(sessions.text())).isEqualTo(sessions);
      assertThat(MeasuredFile.parse(performance.text())).isEqualTo(performance);
      assertThat(file.ruleset()).isEqualTo(RuleSet2.hash());
      assertThat(raised(previous, file)).isLessThanOrEqualTo(cap.baseUnits());
      assertThat(owed(Optional.of(file)).add(raised(previous, file)))
          .isEqualTo(owed(previous).add(earned(file)));
      previous = Optional.of(file);
    }
  }

  /// What the vault is asked for more than before; a period begins at 0.
  private static BigInteger raised(Optional<RewardFile> previous, RewardFile file) {
    BigInteger before =
        previous
            .filter(it -> it.period() == file.period())
            .map(it -> it.total().baseUnits())
            .orElse(BigInteger.ZERO);
    return file.total().baseUnits().subtract(before);
  }

  private static BigInteger owed(Optional<RewardFile> file) {
    return Shares.sum(
        file.stream()
            .flatMap(it -> it.accounts().stream())
            .map(row -> row.owed().baseUnits())
            .toList());
  }

  private static BigInteger earned(RewardFile file) {
    return Shares.sum(file.nodes().stream().map(pay -> pay.total().baseUnits()).toList());
  }

  @Test
  void paysLaterWhatTheCapLeft() {
    MeasuredFile nobody = new MeasuredFile(1, SLOTS, List.of());
    RewardFile first = epoch(Optional.empty(), 0, "2000", "300");
    assertThat(first.accounts().getFirst().cumulative()).isEqualTo(amount("300"));
    assertThat(first.accounts().getFirst().owed()).isEqualTo(amount("1700"));
    RewardFile second =
        RewardFile.compute(
            Optional.of(first),
            new PaidFile(1, TokenAmount.ZERO, List.of()),
            nobody,
            PRICE,
            TokenAmount.ZERO,
            amount("5000"),
            Samples.VAULT);
    assertThat(second.accounts().getFirst().cumulative()).isEqualTo(amount("2000"));
    assertThat(second.accounts().getFirst().owed()).isEqualTo(TokenAmount.ZERO);
  }

  @Test
  void goesOnFromRuleSetOneAndNeverBack() {
    RewardFile one =
        RewardFile.compute(
            Optional.empty(),
            new SessionFile(0, List.of()),
            new PerformanceFile(0, List.of(Samples.performance(1, "10", 60, 60))),
            PRICE,
            amount("100"),
            Samples.VAULT);
    RewardFile two = epoch(Optional.of(one), 1, "100", "1000");
    assertThat(two.accounts().getFirst().cumulative()).isEqualTo(amount("200"));
    assertThatThrownBy(
            () ->
                RewardFile.compute(
                    Optional.of(two),
                    new SessionFile(2, List.of()),
                    new PerformanceFile(2, List.of()),
                    PRICE,
                    TokenAmount.ZERO,
                    Samples.VAULT))
        .hasMessage("rule set: 1 after 2 (expected: 2)");
  }

  @Test
  void isTheRuleSetThatTheFilesAreMadeFor() {
    SealedSessions sessions = new PaidFile(0, TokenAmount.ZERO, List.of());
    SealedPerformance performance = new MeasuredFile(0, SLOTS, List.of());
    assertThat(compute(sessions, performance).ruleset()).isEqualTo(RuleSet2.hash());
    assertThat(compute(new SessionFile(0, List.of()), new PerformanceFile(0, List.of())).ruleset())
        .isEqualTo(RuleSet1.hash());
    assertThatThrownBy(() -> compute(sessions, new PerformanceFile(0, List.of())))
        .hasMessage("files: of two rule sets (expected: of one)");
  }

  private static RewardFile compute(SealedSessions sessions, SealedPerformance performance) {
    return RewardFile.compute(
        Optional.empty(), sessions, performance, PRICE, amount("7"), amount("9"), Samples.VAULT);
  }

  private static RewardFile epoch(
      Optional<RewardFile> previous, long epoch, String budget, String cap) {
    return RewardFile.compute(
        previous,
        new PaidFile(epoch, TokenAmount.ZERO, List.of()),
        new MeasuredFile(epoch, SLOTS, List.of(Samples.measured(1).row())),
        PRICE,
        amount(budget),
        amount(cap),
        Samples.VAULT);
  }

  @Test
  void isNamedByTheHashOfItsParameters() {
    assertThat(RuleSet2.hash()).isEqualTo(Samples.bytes32(RuleSet2.PARAMETERS));
  }

  private static Outcome apply(
      List<PaidRow> sessions, List<MeasuredRow> performance, String budget) {
    return RuleSet2.apply(
        new PaidFile(3, TokenAmount.ZERO, sessions),
        new MeasuredFile(3, SLOTS, performance),
        terms(budget));
  }

  private static Terms terms(String budget) {
    return new Terms(PRICE, amount(budget), null, TokenAmount.ZERO);
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
