package com.qubetics.dvpn.client.audit;

import com.qubetics.dvpn.client.chain.EpochFacts;
import com.qubetics.dvpn.epoch.LedgerVersions;
import com.qubetics.dvpn.epoch.OpenedBoot;
import com.qubetics.dvpn.epoch.Opening;
import com.qubetics.dvpn.epoch.OpeningFile;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.RowDraw;
import com.qubetics.dvpn.epoch.SealedPerformance;
import com.qubetics.dvpn.epoch.SealedSessions;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.evm.Anchor;
import com.qubetics.dvpn.evm.Proposal;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The audit of one epoch (invariant I7): every number in its files is recomputed, every root and
/// hash compared with the chain, and the rows that a block hash picked are opened and their
/// signatures verified.
///
/// What it proves: the rewards on chain follow from sessions and performance by the rule set that
/// the files are made for, to the last unit, and a row is backed by acks that clients signed, for
/// each row with the chance that it is drawn; and traffic was paid at the vault's price. What it
/// can't: that the treasury's budget was the right one, or that a client who signed is somebody
/// else than the provider.
public final class Audit {
  private static final BigInteger MEBIBYTES_PER_GIBIBYTE = BigInteger.valueOf(1024);

  private final EpochFiles files;
  private final EpochFacts chain;
  private final NetworkFacts network;

  public Audit(EpochFiles files, EpochFacts chain, NetworkFacts network) {
    this.files = files;
    this.chain = chain;
    this.network = network;
  }

  /// Everything that was compared, in order.
  ///
  /// @param holds whether all of it agrees
  public record Report(long epoch, boolean holds, List<Check> checks) {
    public Report {
      checks = List.copyOf(checks);
    }
  }

  public Report of(long epoch) {
    List<Check> checks = new ArrayList<>();
    Optional<SealedSessions> sessions =
        parsed(epoch, EpochFile.SESSIONS, SealedSessions::parse, checks)
            .filter(file -> isOfEpoch(file.epoch(), epoch, EpochFile.SESSIONS, checks));
    Optional<SealedPerformance> performance =
        parsed(epoch, EpochFile.PERFORMANCE, SealedPerformance::parse, checks)
            .filter(file -> isOfEpoch(file.epoch(), epoch, EpochFile.PERFORMANCE, checks));
    Optional<Anchor> sessionAnchor = anchor(epoch, Seal.Kind.SESSIONS, checks);
    Optional<Anchor> performanceAnchor = anchor(epoch, Seal.Kind.PERFORMANCE, checks);
    if (sessions.isPresent() && sessionAnchor.isPresent()) {
      anchored(sessions.get().seal(), sessionAnchor.get().seal(), checks);
    }
    if (performance.isPresent() && performanceAnchor.isPresent()) {
      anchored(performance.get().seal(), performanceAnchor.get().seal(), checks);
    }
    if (sessions.isPresent() && performance.isPresent()) {
      rewards(epoch, sessions.get(), performance.get(), checks);
    }
    if (sessions.isPresent() && sessionAnchor.isPresent()) {
      openings(epoch, sessions.get(), sessionAnchor.get(), checks);
    }
    return new Report(epoch, checks.stream().allMatch(Check::holds), checks);
  }

  private <T> Optional<T> parsed(
      long epoch, EpochFile file, Function<String, T> parser, List<Check> checks) {
    Optional<String> text = files.read(epoch, file);
    if (text.isEmpty()) {
      checks.add(Check.fails(file.word() + " file", "not published"));
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text.get()));
    } catch (IllegalArgumentException e) {
      checks.add(Check.fails(file.word() + " file", "malformed: " + e.getMessage()));
      return Optional.empty();
    }
  }

  private static boolean isOfEpoch(long found, long epoch, EpochFile file, List<Check> checks) {
    if (found != epoch) {
      checks.add(Check.equal(file.word() + " epoch", found, epoch));
    }
    return found == epoch;
  }

  private Optional<Anchor> anchor(long epoch, Seal.Kind kind, List<Check> checks) {
    Optional<Anchor> anchor = chain.anchor(epoch, kind);
    if (anchor.isEmpty()) {
      checks.add(Check.fails(kind.word() + " anchor", notThere()));
    }
    return anchor;
  }

  /// An endpoint may be behind, or its chain stand still.
  private String notThere() {
    return "not on chain as of %s, the endpoint's newest block".formatted(chain.asOf());
  }

  private static void anchored(Seal file, Seal anchor, List<Check> checks) {
    String name = file.kind().word();
    checks.add(Check.equal(name + " file hash", file.dataHash(), anchor.dataHash()));
    checks.add(Check.equal(name + " root", file.root(), anchor.root()));
    checks.add(Check.equal(name + " leaves", file.leaves(), anchor.leaves()));
    checks.add(Check.equal(name + " total", file.total(), anchor.total()));
  }

  private void rewards(
      long epoch, SealedSessions sessions, SealedPerformance performance, List<Check> checks) {
    Optional<RewardFile> published = parsed(epoch, EpochFile.REWARDS, RewardFile::parse, checks);
    Optional<RewardFile> previous =
        epoch == 0
            ? Optional.empty()
            : parsed(epoch - 1, EpochFile.REWARDS, RewardFile::parse, checks);
    if (published.isEmpty() || (epoch > 0 && previous.isEmpty())) {
      return;
    }
    RewardFile file = published.get();
    RewardFile recomputed;
    try {
      recomputed =
          RewardFile.compute(
              previous,
              sessions,
              performance,
              file.terms().pricePerMib(),
              file.terms().budget(),
              file.terms().cap(),
              new RewardFile.Vault(network.chainId(), network.rewardsVault()));
    } catch (IllegalArgumentException e) {
      checks.add(Check.fails("rewards recomputed", String.valueOf(e.getMessage())));
      return;
    }
    checks.add(sameText("rewards recomputed", file.text(), recomputed.text()));
    previous.ifPresent(before -> proposedHash("rewards before", before, epoch - 1, checks));
    proposed(epoch, file, recomputed, checks);
  }

  /// The workings an epoch builds on must be those on chain.
  private void proposedHash(String name, RewardFile file, long epoch, List<Check> checks) {
    Optional<Proposal> proposal = chain.proposalOfEpoch(epoch).filter(it -> it.to() == epoch);
    proposal.ifPresent(
        it -> checks.add(Check.equal(name + " file hash", file.dataHash(), it.dataHash())));
  }

  private void proposed(long epoch, RewardFile file, RewardFile recomputed, List<Check> checks) {
    Optional<Proposal> standing = chain.proposalOfEpoch(epoch);
    if (standing.isEmpty()) {
      checks.add(Check.fails("reward proposal", notThere()));
      return;
    }
    Proposal proposal = standing.get();
    checks.add(Check.equal("rewards rule set", recomputed.ruleset(), proposal.rulesetHash()));
    checks.add(versions(proposal));
    checks.add(price(file, proposal));
    if (proposal.to() != epoch) {
      checks.add(
          new Check(
              "reward proposal",
              true,
              "covers up to epoch %s: audit that".formatted(proposal.to())));
      return;
    }
    checks.add(Check.equal("rewards file hash", file.dataHash(), proposal.dataHash()));
    checks.add(Check.equal("rewards root", recomputed.root(), proposal.root()));
    checks.add(Check.equal("rewards period total", recomputed.total(), proposal.periodTotal()));
  }

  /// The price is read when an epoch is computed: after its end and before its proposal.
  private Check price(RewardFile file, Proposal proposal) {
    Instant end = network.schedule().endOfEpoch(file.epoch());
    Instant proposedAt = proposal.finalAt().minus(chain.proposalDelay());
    TokenAmount stated = file.terms().pricePerMib();
    List<TokenAmount> asked =
        chain.prices().between(end, proposedAt).stream()
            .map(perGib -> new TokenAmount(perGib.baseUnits().divide(MEBIBYTES_PER_GIBIBYTE)))
            .toList();
    return asked.contains(stated)
        ? new Check("rewards price", true, stated + " per MiB")
        : Check.fails("rewards price", "%s per MiB (expected: %s)".formatted(stated, asked));
  }

  private Check versions(Proposal proposal) {
    List<Integer> versions = new ArrayList<>();
    for (long epoch = proposal.from(); epoch <= proposal.to(); epoch++) {
      for (Seal.Kind kind : Seal.Kind.values()) {
        versions.add(
            Math.toIntExact(chain.anchor(epoch, kind).map(it -> it.seal().version()).orElse(0L)));
      }
    }
    return Check.equal(
        "rewards anchor versions", LedgerVersions.hash(versions), proposal.ledgerVersions());
  }

  private void openings(long epoch, SealedSessions sessions, Anchor anchor, List<Check> checks) {
    Optional<Bytes32> blockHash = chain.blockHash(anchor.blockNumber() + 1);
    if (blockHash.isEmpty()) {
      checks.add(Check.fails("openings drawn", "the block after the anchor's is not there yet"));
      return;
    }
    List<SessionRow> drawn =
        RowDraw.of(blockHash.get(), sessions.sessions().size()).stream()
            .map(sessions.sessions()::get)
            .toList();
    if (drawn.isEmpty()) {
      checks.add(new Check("openings", true, "no rows to open"));
      return;
    }
    Optional<OpeningFile> published =
        parsed(
            epoch, EpochFile.OPENINGS, text -> OpeningFile.parse(text, network.domain()), checks);
    published
        .filter(file -> isOfEpoch(file.epoch(), epoch, EpochFile.OPENINGS, checks))
        .ifPresent(file -> opened(drawn, file, checks));
  }

  private void opened(List<SessionRow> drawn, OpeningFile file, List<Check> checks) {
    int proven = 0;
    int signatures = 0;
    for (SessionRow row : drawn) {
      Optional<Opening> opening =
          file.openings().stream()
              .filter(it -> it.node().equals(row.node()) && it.pseudonym().equals(row.pseudonym()))
              .findFirst();
      String name = "opening %s %s".formatted(row.node(), row.pseudonym());
      if (opening.isEmpty()) {
        checks.add(Check.fails(name, "drawn, but not opened"));
        continue;
      }
      Optional<String> fault = opening.get().fault(row);
      if (fault.isPresent()) {
        checks.add(Check.fails(name, fault.get()));
        continue;
      }
      proven++;
      signatures +=
          opening.get().sessions().stream().mapToInt(it -> 1 + 2 * it.boots().size()).sum();
    }
    if (proven == drawn.size()) {
      checks.add(
          new Check(
              "openings",
              true,
              "%s drawn rows add up, %s signatures verified, %s MiB of earlier epochs"
                  .formatted(proven, signatures, carried(file).toMebibytes())));
    }
  }

  /// Bytes of the opened rows that moved in an earlier epoch: it was sealed when their acks came,
  /// or they filled no mebibyte there.
  private ByteCount carried(OpeningFile file) {
    long start = network.schedule().startOfEpoch(file.epoch()).getEpochSecond();
    return file.openings().stream()
        .flatMap(opening -> opening.sessions().stream())
        .flatMap(session -> session.boots().stream())
        .filter(boot -> boot.usage().message().at() < start)
        .map(OpenedBoot::counted)
        .reduce(ByteCount.ZERO, ByteCount::plus);
  }

  /// Says where two texts part.
  private static Check sameText(String subject, String published, String expected) {
    if (published.equals(expected)) {
      return new Check(
          subject, true, "%s lines, to the last unit".formatted(published.lines().count()));
    }
    String[] found = published.split("\n", -1);
    String[] wanted = expected.split("\n", -1);
    int line = 0;
    while (line < Math.min(found.length, wanted.length) && found[line].equals(wanted[line])) {
      line++;
    }
    return Check.fails(
        subject,
        "line %s: '%s' (expected: '%s')"
            .formatted(
                line + 1,
                line < found.length ? found[line] : "",
                line < wanted.length ? wanted[line] : ""));
  }
}
