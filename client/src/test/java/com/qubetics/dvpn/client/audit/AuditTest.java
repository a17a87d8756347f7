package com.qubetics.dvpn.client.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.client.chain.EpochFacts;
import com.qubetics.dvpn.client.chain.PriceHistory;
import com.qubetics.dvpn.epoch.LedgerVersions;
import com.qubetics.dvpn.epoch.MeasuredFile;
import com.qubetics.dvpn.epoch.MeasuredRow;
import com.qubetics.dvpn.epoch.OpenedBoot;
import com.qubetics.dvpn.epoch.OpenedSession;
import com.qubetics.dvpn.epoch.Opening;
import com.qubetics.dvpn.epoch.OpeningFile;
import com.qubetics.dvpn.epoch.PaidFile;
import com.qubetics.dvpn.epoch.PaidRow;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.SealedPerformance;
import com.qubetics.dvpn.epoch.SealedSessions;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.evm.Anchor;
import com.qubetics.dvpn.evm.Proposal;
import com.qubetics.dvpn.evm.ProposalState;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuditTest {
  private static final Address CONTRACT =
      Address.parse("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
  private static final NetworkFacts NETWORK =
      new NetworkFacts(
          "test", 31337, CONTRACT, CONTRACT, CONTRACT, 0, 60, 5, null, null, null, null, null, null,
          null, null);
  private static final Duration DELAY = Duration.ofSeconds(5);
  private static final TokenAmount PRICE = TokenAmount.parse("1000000000000000");
  private static final TokenAmount BUDGET = TokenAmount.ofTics("5");
  private static final RewardFile.Vault VAULT = new RewardFile.Vault(31337, CONTRACT);
  private static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "33".repeat(32));
  private static final PrivateKey SESSION_KEY = PrivateKey.parse("0x" + "44".repeat(32));
  private static final NodeId NODE = new NodeId(NODE_KEY.address());

  private final Map<String, String> files = new HashMap<>();
  private final Map<Long, Proposal> proposals = new HashMap<>();
  private final Map<String, Anchor> anchors = new HashMap<>();
  private PriceHistory prices = new PriceHistory(PRICE.times(1024), List.of());

  AuditTest() {
    RewardFile first =
        publish(Optional.empty(), new SessionFile(0, List.of()), List.of(), performance(0, 12));
    Opening opening = opening(120 << 20);
    SessionRow row = new SessionRow(NODE, opening.pseudonym(), 120, 100, 20, opening.commitment());
    publish(
        Optional.of(first), new SessionFile(1, List.of(row)), List.of(opening), performance(1, 11));
  }

  private static PerformanceFile performance(long epoch, long up) {
    Account provider = new Account(Address.parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
    return new PerformanceFile(
        epoch,
        List.of(
            new PerformanceRow(
                NODE, provider, TokenAmount.ofTics("10"), 12, up, 50_000, 0, "198.18.1.0/24")));
  }

  private static Opening opening(long bytes) {
    Grant grant =
        new Grant(
            new SessionKey(SESSION_KEY.address()),
            NODE,
            TunnelKey.parse("0x" + "aa".repeat(32)),
            ByteCount.ofMebibytes(1024),
            100,
            200,
            Bytes32.ZERO);
    Usage usage =
        new Usage(
            grant.sessionId(NETWORK.domain()),
            NODE,
            BootId.parse("0x" + "0b".repeat(16)),
            9,
            new ByteCount(bytes / 4),
            new ByteCount(bytes - bytes / 4),
            100);
    Ack ack = new Ack(usage.digest(NETWORK.domain()), usage.rx(), usage.tx());
    OpenedBoot boot =
        new OpenedBoot(
            ByteCount.ZERO,
            TypedMessage.sign(usage, NETWORK.domain(), NODE_KEY),
            TypedMessage.sign(ack, NETWORK.domain(), SESSION_KEY));
    return new Opening(
        NODE,
        Bytes32.parse("0x" + "d1".repeat(32)),
        Bytes32.parse("0x" + "5a".repeat(32)),
        List.of(
            new OpenedSession(
                TypedMessage.sign(grant, NETWORK.domain(), SESSION_KEY), List.of(boot))),
        NETWORK.domain());
  }

  private RewardFile publish(
      Optional<RewardFile> previous,
      SealedSessions sessions,
      List<Opening> openings,
      SealedPerformance performance) {
    long epoch = sessions.epoch();
    RewardFile rewards =
        RewardFile.compute(previous, sessions, performance, PRICE, BUDGET, BUDGET, VAULT);
    files.put(name(epoch, EpochFile.SESSIONS), sessions.text());
    files.put(name(epoch, EpochFile.PERFORMANCE), performance.text());
    files.put(name(epoch, EpochFile.REWARDS), rewards.text());
    files.put(name(epoch, EpochFile.OPENINGS), new OpeningFile(epoch, openings).text());
    anchors.put(epoch + "SESSIONS", new Anchor(sessions.seal(), 7));
    anchors.put(epoch + "PERFORMANCE", new Anchor(performance.seal(), 8));
    proposals.put(
        epoch,
        new Proposal(
            epoch,
            epoch,
            Instant.ofEpochSecond((epoch + 1) * 60 + 30).plus(DELAY),
            ProposalState.FINAL,
            rewards.total(),
            rewards.total(),
            rewards.root(),
            rewards.ruleset(),
            LedgerVersions.hash(List.of(1, 1)),
            rewards.dataHash()));
    return rewards;
  }

  private static String name(long epoch, EpochFile file) {
    return epoch + file.word();
  }

  private Audit.Report audit(long epoch) {
    EpochFacts chain =
        new EpochFacts() {
          @Override
          public Optional<Anchor> anchor(long number, Seal.Kind kind) {
            return Optional.ofNullable(anchors.get(number + kind.name()));
          }

          @Override
          public Optional<Proposal> proposalOfEpoch(long number) {
            return Optional.ofNullable(proposals.get(number));
          }

          @Override
          public Instant asOf() {
            return Instant.ofEpochSecond(180);
          }

          @Override
          public Duration proposalDelay() {
            return DELAY;
          }

          @Override
          public PriceHistory prices() {
            return prices;
          }

          @Override
          public Optional<Bytes32> blockHash(long number) {
            return Optional.of(Keccak.hash(Long.toString(number).getBytes(StandardCharsets.UTF_8)));
          }
        };
    return new Audit(
            (number, file) -> Optional.ofNullable(files.get(name(number, file))), chain, NETWORK)
        .of(epoch);
  }

  @Test
  void agreesWithAnEpochThatFollowsTheRules() {
    assertThat(audit(1).checks()).allMatch(Check::holds).hasSizeGreaterThan(12);
    assertThat(audit(0).holds()).isTrue();
    assertThat(audit(1).checks())
        .extracting(Check::detail)
        .contains("1 drawn rows add up, 3 signatures verified, 0 MiB of earlier epochs");
  }

  @Test
  void recomputesAnEpochOfRuleSetTwoAfterOneOfRuleSetOne() {
    Opening opening = opening(120 << 20);
    SessionRow row = new SessionRow(NODE, opening.pseudonym(), 120, 100, 20, opening.commitment());
    RewardFile rewards =
        publish(
            Optional.of(RewardFile.parse(files.get(name(1, EpochFile.REWARDS)))),
            new PaidFile(2, TokenAmount.ZERO, List.of(new PaidRow(row, TokenAmount.ofTics("9")))),
            List.of(opening),
            measured(2));
    assertThat(audit(2).checks()).allMatch(Check::holds).hasSizeGreaterThan(12);
    assertThat(rewards.accounts().getFirst().owed()).isGreaterThan(TokenAmount.ofTics("3"));

    files.put(name(2, EpochFile.REWARDS), rewards.text().replaceFirst("cap 5(0*)\\b", "cap 6$1"));
    assertThat(audit(2).holds()).isFalse();
  }

  private static MeasuredFile measured(long epoch) {
    PerformanceRow row = performance(epoch, 12).rows().getFirst();
    return new MeasuredFile(
        epoch,
        12,
        List.of(
            new MeasuredRow(
                row.node(),
                row.provider(),
                row.deposit(),
                row.slots(),
                row.up(),
                row.capacityKbit(),
                new MeasuredRow.Blind(3, 3, 2),
                0,
                new MeasuredRow.Group(row.prefix(), 0),
                List.of())));
  }

  @Test
  void saysWhatLateAcksCarriedIntoAnEpoch() {
    Opening opening = opening(120 << 20);
    publish(
        Optional.of(RewardFile.parse(files.get(name(1, EpochFile.REWARDS)))),
        new SessionFile(
            2,
            List.of(new SessionRow(NODE, opening.pseudonym(), 120, 100, 20, opening.commitment()))),
        List.of(opening),
        performance(2, 11));
    assertThat(audit(2).checks())
        .allMatch(Check::holds)
        .extracting(Check::detail)
        .contains("1 drawn rows add up, 3 signatures verified, 120 MiB of earlier epochs");
  }

  @ParameterizedTest
  @EnumSource
  void differsAfterAnyChangedByte(EpochFile file) {
    String text = files.get(name(1, file));
    assertThat(text).isNotNull();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += 5) {
      byte[] changed = bytes.clone();
      changed[at] = (byte) (changed[at] == '1' ? '2' : '1');
      files.put(name(1, file), new String(changed, StandardCharsets.UTF_8));

      assertThat(audit(1).holds()).as("byte %d of %s", at, file).isFalse();
    }
  }

  @Test
  void saysInWhichLineWorkingsDiffer() {
    String text = files.get(name(1, EpochFile.REWARDS));
    assertThat(text).isNotNull();
    RewardFile file = RewardFile.parse(text);
    TokenAmount more = TokenAmount.parse("77");
    String changed =
        text.replace("fees " + file.fees(), "fees " + file.fees().plus(more))
            .replace(
                "carried-out " + file.carriedOut(), "carried-out " + file.carriedOut().plus(more));
    files.put(name(1, EpochFile.REWARDS), changed);

    assertThat(audit(1).checks())
        .filteredOn(check -> !check.holds())
        .extracting(Check::detail)
        .anyMatch(detail -> detail.contains("(expected: 'fees " + file.fees() + "')"));
  }

  @ParameterizedTest(name = "change at {0} s: {1}")
  @CsvSource({"119, false", "121, true", "150, true", "151, true"})
  void takesAPriceThatHeldBetweenTheEpochsEndAndItsProposal(long changedAt, boolean holds) {
    prices =
        new PriceHistory(
            PRICE.times(1024),
            List.of(new PriceHistory.Change(Instant.ofEpochSecond(changedAt), PRICE.times(2048))));

    assertThat(audit(1).holds()).isEqualTo(holds);
    assertThat(audit(1).checks())
        .filteredOn(check -> !check.holds())
        .extracting(Check::subject)
        .isEqualTo(holds ? List.of() : List.of("rewards price"));
  }

  @Test
  void takesTheNewPriceOnlyOnceItHolds() {
    Instant changedAt = Instant.ofEpochSecond(140);
    prices =
        new PriceHistory(
            PRICE.times(999), List.of(new PriceHistory.Change(changedAt, PRICE.times(1024))));
    assertThat(audit(1).holds()).isTrue();

    Instant later = Instant.ofEpochSecond(151);
    prices =
        new PriceHistory(
            PRICE.times(999), List.of(new PriceHistory.Change(later, PRICE.times(1024))));
    assertThat(audit(1).holds()).isFalse();
  }

  @Test
  void differsIfADrawnRowIsNotOpenedOrNothingIsOnChain() {
    files.put(name(1, EpochFile.OPENINGS), new OpeningFile(1, List.of()).text());
    assertThat(audit(1).checks())
        .filteredOn(check -> !check.holds())
        .extracting(Check::detail)
        .containsExactly("drawn, but not opened");

    proposals.clear();
    anchors.clear();
    assertThat(audit(0).checks())
        .filteredOn(check -> !check.holds())
        .extracting(Check::detail)
        .hasSize(3)
        .allMatch(detail -> detail.startsWith("not on chain as of 1970-01-01T00:03:00Z"));
  }

  @Test
  void differsIfTheRootOnChainIsAnother() {
    Proposal standing = proposals.get(1L);
    assertThat(standing).isNotNull();
    proposals.put(
        1L,
        new Proposal(
            1,
            1,
            standing.finalAt(),
            ProposalState.PENDING,
            standing.periodTotal(),
            standing.raise(),
            Bytes32.parse("0x" + "66".repeat(32)),
            standing.rulesetHash(),
            standing.ledgerVersions(),
            standing.dataHash()));
    assertThat(audit(1).checks())
        .filteredOn(check -> !check.holds())
        .extracting(Check::subject)
        .containsExactly("rewards root");
  }
}
