package com.qubetics.dvpn.epoch.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LadderTest {
  private static final long EPOCH = 100;
  private static final Instant AT = Instant.parse("2026-12-01T00:00:00Z");
  private static final int NODES = 20;

  private static Address address(int kind, int number) {
    return Address.of(ByteBuffer.allocate(Address.LENGTH).putInt(kind).putInt(number).array());
  }

  private static NodeId node(int number) {
    return new NodeId(address(1, number));
  }

  private static Account provider(int number) {
    return new Account(address(2, number));
  }

  private static Sightings watcher(int party, int passed, int failed) {
    return new Sightings(new Account(address(3, party)), passed, failed, 0);
  }

  private static Sightings bad(int party, int bad) {
    return new Sightings(new Account(address(3, party)), 5, 0, bad);
  }

  private static final List<Sightings> SERVED =
      List.of(watcher(1, 5, 0), watcher(2, 4, 1), watcher(3, 5, 0));
  private static final List<Sightings> UNSERVED =
      List.of(watcher(1, 0, 5), watcher(2, 0, 4), watcher(3, 0, 5));

  /// A node with something changed.
  private record Of(Evidence node) {
    static Of number(int number) {
      return new Of(
          new Evidence(
              LadderTest.node(number),
              provider(number),
              TokenAmount.ofTics("250"),
              1000,
              1000,
              SERVED,
              SERVED,
              List.of(),
              List.of()));
    }

    Of up(long up) {
      return with(node.slots(), up, node.before(), node.now(), node.forks(), node.strikes());
    }

    Of slots(long slots) {
      return with(slots, 0, node.before(), node.now(), node.forks(), node.strikes());
    }

    Of seen(List<Sightings> before, List<Sightings> now) {
      return with(node.slots(), node.up(), before, now, node.forks(), node.strikes());
    }

    Of forked(Fork fork) {
      return with(
          node.slots(), node.up(), node.before(), node.now(), List.of(fork), node.strikes());
    }

    Of struck(Offence offence, long... epochs) {
      List<Strike> strikes = new ArrayList<>();
      for (long epoch : epochs) {
        strikes.add(new Strike(offence, epoch));
      }
      return with(node.slots(), node.up(), node.before(), node.now(), node.forks(), strikes);
    }

    Of deposit(String tics) {
      return new Of(
          new Evidence(
              node.node(),
              node.provider(),
              TokenAmount.ofTics(tics),
              node.slots(),
              node.up(),
              node.before(),
              node.now(),
              node.forks(),
              node.strikes()));
    }

    private Of with(
        long slots,
        long up,
        List<Sightings> before,
        List<Sightings> now,
        List<Fork> forks,
        List<Strike> strikes) {
      return new Of(
          new Evidence(
              node.node(),
              node.provider(),
              node.deposit(),
              slots,
              up,
              before,
              now,
              forks,
              strikes));
    }
  }

  /// Of a network in which all others did nothing wrong.
  private static List<Decision> decide(Of guilty) {
    List<Evidence> nodes = new ArrayList<>();
    nodes.add(guilty.node());
    for (int i = 1; i < NODES; i++) {
      nodes.add(Of.number(i).node());
    }
    return Ladder.decide(EPOCH, AT, nodes);
  }

  private static List<Decision> decideAll(List<Of> nodes) {
    return Ladder.decide(EPOCH, AT, nodes.stream().map(Of::node).toList());
  }

  private static Decision jail(Offence offence, int hours, Decision.Release release) {
    return new Decision.Jail(node(0), offence, AT.plus(Duration.ofHours(hours)), release);
  }

  private static Decision slash(Offence offence, String tics) {
    return new Decision.Slash(node(0), offence, 1000, TokenAmount.ofTics(tics));
  }

  @Nested
  class NobodyHonestIsPenalised {
    @Test
    void byARestoredBackup() {
      Fork restored = new Fork(AT.minusSeconds(600), AT.minusSeconds(600));

      assertThat(decide(Of.number(0).forked(restored))).isEmpty();
    }

    @Test
    void byOneWatcherOfThreeThatLies() {
      List<Sightings> lied = List.of(watcher(1, 0, 50), watcher(2, 1, 2), watcher(3, 1, 0));
      List<Sightings> slandered =
          List.of(
              new Sightings(new Account(address(3, 1)), 0, 0, 50),
              watcher(2, 5, 0),
              watcher(3, 5, 0));

      assertThat(decide(Of.number(0).seen(lied, lied))).isEmpty();
      assertThat(decide(Of.number(0).seen(slandered, slandered))).isEmpty();
    }

    @Test
    void byOneWatcherThatLiesWhereTheOthersHadNoTime() {
      List<Sightings> alone = List.of(watcher(1, 0, 50), watcher(2, 0, 2));

      assertThat(decide(Of.number(0).seen(alone, alone))).isEmpty();
    }

    @Test
    void byTwoWatchersOfOneParty() {
      List<Sightings> one = List.of(watcher(1, 0, 9), watcher(1, 0, 9));
      List<Sightings> altered = List.of(bad(1, 9), bad(1, 9));

      assertThat(decide(Of.number(0).seen(one, one))).isEmpty();
      assertThat(decide(Of.number(0).seen(altered, altered))).isEmpty();
    }

    @Test
    void byWatchersOfItsOwnProvider() {
      List<Sightings> own = List.of(new Sightings(provider(0), 0, 9, 9), watcher(2, 0, 9));

      assertThat(decide(Of.number(0).seen(own, own))).isEmpty();
    }

    @Test
    void byAFloodOfItsProbePort() {
      assertThat(decide(Of.number(0).up(900))).isEmpty();
      assertThat(decide(Of.number(0).up(0))).isEmpty();
    }

    @Test
    void byAFloodOfItsLineForATenthOfTwoDays() {
      List<Sightings> flooded = List.of(watcher(1, 4, 1), watcher(2, 5, 0), watcher(3, 4, 1));

      assertThat(decide(Of.number(0).up(880).seen(flooded, flooded))).isEmpty();
    }

    @Test
    void byTwoWatchersOfFiveThatLieWhileItHasTrouble() {
      List<Sightings> seen =
          List.of(
              watcher(1, 0, 9),
              watcher(2, 0, 9),
              watcher(3, 2, 3),
              watcher(4, 4, 1),
              watcher(5, 3, 1));

      assertThat(decide(Of.number(0).up(850).seen(seen, seen))).isEmpty();
    }

    @Test
    void byAFloodOfItsTunnelPortWithOneGap() {
      List<Sightings> gap = List.of(watcher(1, 0, 5), watcher(2, 1, 4), watcher(3, 0, 5));

      assertThat(decide(Of.number(0).seen(gap, UNSERVED))).isEmpty();
      assertThat(decide(Of.number(0).seen(UNSERVED, gap))).isEmpty();
    }

    @Test
    void byAPartitionOfTheControlPlane() {
      List<Of> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(i < 4 ? Of.number(i).up(0).seen(UNSERVED, UNSERVED) : Of.number(i));
      }

      assertThat(decideAll(nodes))
          .hasSize(4)
          .allSatisfy(
              of -> {
                assertThat(of).isInstanceOf(Decision.Spared.class);
                assertThat(of.isStrike()).isFalse();
                assertThat(of.code()).isEqualTo("outage-beyond-credit.spared-fuse");
              });
    }

    @Test
    void bySlotsThatNobodyJudged() {
      assertThat(decide(Of.number(0).slots(0).seen(List.of(), List.of()))).isEmpty();
      assertThat(decide(Of.number(0).slots(0).seen(UNSERVED, UNSERVED))).isEmpty();
    }

    @Test
    void forATenthOfTheSlots() {
      assertThat(decide(Of.number(0).up(900).seen(List.of(), List.of()))).isEmpty();
      assertThat(decide(Of.number(0).up(899).seen(List.of(), List.of()))).hasSize(1);
    }
  }

  @Test
  void theFuseHoldsBelowAFifthOfTheNodes() {
    List<Of> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(i < 3 ? Of.number(i).seen(UNSERVED, UNSERVED) : Of.number(i));
    }

    assertThat(decideAll(nodes)).hasSize(3).allMatch(of -> of instanceof Decision.Jail);
  }

  @ParameterizedTest(name = "{0} providers")
  @CsvSource({"6, no-service.spared-too-few-providers", "7, no-service.jail"})
  void penalisesFromSevenProvidersOn(int providers, String code) {
    List<Of> nodes = new ArrayList<>();
    nodes.add(Of.number(0).seen(UNSERVED, UNSERVED));
    for (int i = 1; i < providers; i++) {
      nodes.add(Of.number(i));
    }
    Evidence more = Of.number(1).node();
    List<Evidence> all = new ArrayList<>(nodes.stream().map(Of::node).toList());
    for (int i = 20; i < 30; i++) {
      all.add(
          new Evidence(
              node(i),
              more.provider(),
              more.deposit(),
              more.slots(),
              more.up(),
              more.before(),
              more.now(),
              more.forks(),
              more.strikes()));
    }

    assertThat(Ladder.decide(EPOCH, AT, all))
        .singleElement()
        .extracting(Decision::code)
        .isEqualTo(code);
  }

  @Nested
  class Rungs {
    @Test
    void ofAnOutage() {
      Of out = Of.number(0).up(0).seen(SERVED, List.of());

      assertThat(decide(out)).containsExactly(new Decision.Warning(node(0), Offence.OUTAGE));
      assertThat(decide(out.struck(Offence.OUTAGE, 99)))
          .containsExactly(jail(Offence.OUTAGE, 1, Decision.Release.TIME));
      assertThat(decide(out.struck(Offence.OUTAGE, 98, 99)))
          .containsExactly(jail(Offence.OUTAGE, 24, Decision.Release.TIME));
    }

    @Test
    void ofOneThatAnswersProbesAndServesNobody() {
      Of script = Of.number(0).seen(UNSERVED, UNSERVED);

      assertThat(decide(script))
          .containsExactly(jail(Offence.NO_SERVICE, 24, Decision.Release.TIME));
      assertThat(decide(script.struck(Offence.NO_SERVICE, 98)))
          .containsExactly(slash(Offence.NO_SERVICE, "10"));
      assertThat(decide(script.struck(Offence.NO_SERVICE, 96, 98)))
          .containsExactly(slash(Offence.NO_SERVICE, "10"));
    }

    @Test
    void ofABadExit() {
      Of bad = Of.number(0).seen(SERVED, List.of(bad(1, 2), bad(2, 2), watcher(3, 5, 0)));

      assertThat(decide(bad)).containsExactly(jail(Offence.BAD_EXIT, 24, Decision.Release.MENDED));
      assertThat(decide(bad.struck(Offence.BAD_EXIT, 99)))
          .containsExactly(slash(Offence.BAD_EXIT, "10"));
    }

    @Test
    void ofAContradiction() {
      Of torn = Of.number(0).forked(new Fork(AT, AT.minusSeconds(1)));

      assertThat(decide(torn))
          .containsExactly(jail(Offence.CONTRADICTION, 24, Decision.Release.KEY_ROTATED));
      assertThat(decide(torn.struck(Offence.CONTRADICTION, 97, 98, 99)))
          .containsExactly(jail(Offence.CONTRADICTION, 24, Decision.Release.KEY_ROTATED));
    }
  }

  @Test
  void takesAShareOfAllThatEarnsAndNotMore() {
    Of script = Of.number(0).seen(UNSERVED, UNSERVED).struck(Offence.NO_SERVICE, 90);

    assertThat(decide(script.deposit("30"))).containsExactly(slash(Offence.NO_SERVICE, "3"));
    assertThat(decide(script.deposit("5000"))).containsExactly(slash(Offence.NO_SERVICE, "10"));
  }

  @Test
  void callsItAnOutageWhereOnePartyAloneSaysThatItServes() {
    List<Sightings> one = List.of(watcher(1, 9, 0), watcher(2, 1, 2), watcher(3, 0, 3));

    assertThat(decide(Of.number(0).up(850).seen(one, one)))
        .containsExactly(new Decision.Warning(node(0), Offence.OUTAGE));
    assertThat(decide(Of.number(0).up(850).seen(one, one.subList(0, 1)))).isEmpty();
  }

  @Test
  void usesTheEvidenceOfAnEpochForOneStrikeOnly() {
    Of script = Of.number(0).seen(UNSERVED, UNSERVED);

    assertThat(decide(script.struck(Offence.NO_SERVICE, 99))).isEmpty();
    assertThat(decide(script.struck(Offence.NO_SERVICE, 98))).hasSize(1);
  }

  @Test
  void forgetsStrikesAfterNinetyEpochs() {
    Of out = Of.number(0).up(0).seen(SERVED, List.of());

    assertThat(decide(out.struck(Offence.OUTAGE, 10)))
        .containsExactly(new Decision.Warning(node(0), Offence.OUTAGE));
    assertThat(decide(out.struck(Offence.OUTAGE, 11)))
        .containsExactly(jail(Offence.OUTAGE, 1, Decision.Release.TIME));
  }

  @Test
  void countsStrikesOfTheSameOffenceOnly() {
    Of out = Of.number(0).up(0).seen(SERVED, List.of());

    assertThat(decide(out.struck(Offence.BAD_EXIT, 97, 98, 99)))
        .containsExactly(new Decision.Warning(node(0), Offence.OUTAGE));
  }

  @Test
  void penalisesOneThatIsAwayAndOutOfServiceForTheOutageAlone() {
    assertThat(decide(Of.number(0).up(499).seen(UNSERVED, UNSERVED)))
        .containsExactly(new Decision.Warning(node(0), Offence.OUTAGE));
  }

  @Test
  void refusesEvidenceThatCannotBe() {
    assertThatThrownBy(() -> Of.number(0).up(1001)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> watcher(1, -1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
