package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The workings of an epoch as published (docs/protocol.md, section 5): what went in, what each
/// node earned, and what each account may have claimed in the period once the root is final. Equal
/// inputs give an equal file, byte for byte (invariant I7): [#compute] is all that rewards-service
/// and an auditor run.
///
/// @param sessions what the epoch's session anchor names
/// @param performance what the epoch's performance anchor names
/// @param terms price, budget, the vault's cap and what was carried in
/// @param fees what passes paid for the epoch's rows
/// @param rest what passes paid for bytes that filled no mebibyte of a row; goes to the pot
/// @param nodes one per performance row, sorted by node
/// @param accounts all that have something in the period, sorted; one leaf of the reward tree each
/// @param root of the reward tree
public record RewardFile(
    long epoch,
    long period,
    Bytes32 ruleset,
    Source sessions,
    Source performance,
    Terms terms,
    TokenAmount fees,
    TokenAmount rest,
    List<NodePay> nodes,
    List<AccountRow> accounts,
    TokenAmount carriedOut,
    TokenAmount total,
    Bytes32 root) {
  private static final String NAME = "dvpn-rewards";
  private static final int VERSION = 2;
  private static final int WITH_CAP = 3;

  public RewardFile {
    nodes = FileRows.sortedUnique(nodes);
    accounts = FileRows.sortedUnique(accounts);
  }

  /// What a seal names of a file: the root over its rows and the hash of its text.
  public record Source(Bytes32 root, Bytes32 dataHash) {
    static Source of(SealedFile file) {
      return new Source(file.root(), file.dataHash());
    }

    /// Whether it is the sealed one.
    public boolean is(Seal seal) {
      return root.equals(seal.root()) && dataHash.equals(seal.dataHash());
    }
  }

  /// The vault that pays: part of every leaf, so that a proof is void in every other deployment.
  public record Vault(long chainId, Address address) {}

  /// @param earned in this epoch
  /// @param cumulative what the period pays up to this epoch
  /// @param owed what the vault's cap left for the next epoch; not both 0
  public record AccountRow(
      Account account, TokenAmount earned, TokenAmount cumulative, TokenAmount owed)
      implements Comparable<AccountRow> {

    /// All of it is paid.
    public AccountRow(Account account, TokenAmount earned, TokenAmount cumulative) {
      this(account, earned, cumulative, TokenAmount.ZERO);
    }

    /// The leaf of this row in the reward tree.
    public Bytes32 leaf(Vault vault, long period) {
      return Leaf.of(
          new AbiFields()
              .uint(vault.chainId())
              .address(vault.address())
              .uint(period)
              .address(account.address())
              .uint(cumulative.baseUnits()));
    }

    @Override
    public int compareTo(AccountRow other) {
      return account.compareTo(other.account);
    }
  }

  /// Applies rule set 1 to an epoch.
  ///
  /// @param previous the file of the epoch before; empty for the first epoch only
  /// @throws IllegalArgumentException if the three files are not of adjoining and equal epochs
  public static RewardFile compute(
      Optional<RewardFile> previous,
      SessionFile sessions,
      PerformanceFile performance,
      TokenAmount pricePerMib,
      TokenAmount budget,
      Vault vault) {
    Terms terms = new Terms(pricePerMib, budget, null, carriedIn(previous));
    return file(
        previous,
        RuleSet1.hash(),
        sessions,
        performance,
        terms,
        RuleSet1.apply(sessions, performance, terms),
        vault);
  }

  /// Applies rule set 2 to an epoch.
  ///
  /// Where all that accounts are owed and earn is more than `cap`, each is paid the same share of
  /// it, and the next epochs pay the rest: nothing that users or nodes do makes an epoch that the
  /// vault can't pay.
  ///
  /// @param previous the file of the epoch before, by whatever rule set
  /// @param cap the most that the vault pays for the epoch
  public static RewardFile compute(
      Optional<RewardFile> previous,
      PaidFile sessions,
      MeasuredFile performance,
      TokenAmount pricePerMib,
      TokenAmount budget,
      TokenAmount cap,
      Vault vault) {
    Terms terms = new Terms(pricePerMib, budget, cap, carriedIn(previous));
    return file(
        previous,
        RuleSet2.hash(),
        sessions,
        performance,
        terms,
        RuleSet2.apply(sessions, performance, terms),
        vault);
  }

  /// By the rule set that the files are made for.
  ///
  /// @param cap of rule set 2; null is 0
  /// @throws IllegalArgumentException if one is made for another than the other
  public static RewardFile compute(
      Optional<RewardFile> previous,
      SealedSessions sessions,
      SealedPerformance performance,
      TokenAmount pricePerMib,
      TokenAmount budget,
      @Nullable TokenAmount cap,
      Vault vault) {
    if (sessions instanceof SessionFile counted && performance instanceof PerformanceFile probed) {
      return compute(previous, counted, probed, pricePerMib, budget, vault);
    }
    if (sessions instanceof PaidFile paid && performance instanceof MeasuredFile measured) {
      TokenAmount most = cap == null ? TokenAmount.ZERO : cap;
      return compute(previous, paid, measured, pricePerMib, budget, most, vault);
    }
    throw new IllegalArgumentException("files: of two rule sets (expected: of one)");
  }

  private static TokenAmount carriedIn(Optional<RewardFile> previous) {
    return previous.map(RewardFile::carriedOut).orElse(TokenAmount.ZERO);
  }

  private static RewardFile file(
      Optional<RewardFile> previous,
      Bytes32 ruleset,
      SealedFile sessions,
      SealedFile performance,
      Terms terms,
      Outcome outcome,
      Vault vault) {
    long epoch = sessions.epoch();
    long period = RuleSet1.periodOf(epoch);
    previous.ifPresent(file -> file.isBefore(epoch, terms));
    List<AccountRow> accounts = AccountRows.after(previous, period, outcome.nodes(), terms.cap());
    return new RewardFile(
        epoch,
        period,
        ruleset,
        Source.of(sessions),
        Source.of(performance),
        terms,
        outcome.fees(),
        outcome.rest(),
        outcome.nodes(),
        accounts,
        outcome.carriedOut(),
        total(accounts),
        tree(accounts, vault, period).root());
  }

  private void isBefore(long next, Terms terms) {
    if (epoch + 1 != next) {
      throw new IllegalArgumentException("epoch: %s (expected: %s)".formatted(next, epoch + 1));
    }
    if (this.terms.cap() != null && terms.cap() == null) {
      throw new IllegalArgumentException("rule set: 1 after 2 (expected: 2)");
    }
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes, with rows that
  ///   add up to its total and pay, with what is carried out, just what came in. The root is not
  ///   recomputed: that needs the vault, see [#tree].
  public static RewardFile parse(String text) {
    boolean capped = FileLines.is(text, NAME, WITH_CAP);
    FileLines lines = FileLines.of(text, NAME, capped ? WITH_CAP : VERSION);
    RewardFile file =
        new RewardFile(
            lines.take("epoch", 1).number(),
            lines.take("period", 1).number(),
            lines.take("ruleset", 1).bytes32(),
            source(lines.take("sessions", 2)),
            source(lines.take("performance", 2)),
            new Terms(
                lines.take("price", 1).amount(),
                lines.take("budget", 1).amount(),
                capped ? lines.take("cap", 1).amount() : null,
                lines.take("carried-in", 1).amount()),
            lines.take("fees", 1).amount(),
            lines.take("rest", 1).amount(),
            lines.takeAll(
                "node",
                5,
                row ->
                    new NodePay(
                        row.node(), row.account(), row.amount(), row.amount(), row.amount())),
            lines.takeAll("account", capped ? 4 : 3, row -> account(row, capped)),
            lines.take("carried-out", 1).amount(),
            lines.take("total", 1).amount(),
            lines.take("root", 1).bytes32());
    lines.end();
    FileLines.same(text, file.text());
    if (!file.total.equals(total(file.accounts))) {
      throw new IllegalArgumentException(
          "total: %s (expected: %s)".formatted(file.total, total(file.accounts)));
    }
    if (!file.cameIn().equals(file.wentOut())) {
      throw new IllegalArgumentException(
          "pays and carried-out: %s (expected: %s, all that came in)"
              .formatted(file.wentOut(), file.cameIn()));
    }
    return file;
  }

  private static AccountRow account(FileLines.Fields row, boolean capped) {
    return new AccountRow(
        row.account(), row.amount(), row.amount(), capped ? row.amount() : TokenAmount.ZERO);
  }

  public String text() {
    TokenAmount cap = terms.cap();
    StringBuilder text = new StringBuilder();
    text.append(FileLines.line(NAME, cap == null ? VERSION : WITH_CAP))
        .append(FileLines.line("epoch", epoch))
        .append(FileLines.line("period", period))
        .append(FileLines.line("ruleset", ruleset))
        .append(FileLines.line("sessions", sessions.root, sessions.dataHash))
        .append(FileLines.line("performance", performance.root, performance.dataHash))
        .append(FileLines.line("price", terms.pricePerMib()))
        .append(FileLines.line("budget", terms.budget()))
        .append(cap == null ? "" : FileLines.line("cap", cap))
        .append(FileLines.line("carried-in", terms.carriedIn()))
        .append(FileLines.line("fees", fees))
        .append(FileLines.line("rest", rest));
    for (NodePay pay : nodes) {
      text.append(
          FileLines.line(
              "node", pay.node(), pay.provider(), pay.traffic(), pay.promo(), pay.availability()));
    }
    for (AccountRow row : accounts) {
      text.append(line(row, cap != null));
    }
    return text.append(FileLines.line("carried-out", carriedOut))
        .append(FileLines.line("total", total))
        .append(FileLines.line("root", root))
        .toString();
  }

  private static String line(AccountRow row, boolean capped) {
    return capped
        ? FileLines.line("account", row.account, row.earned, row.cumulative, row.owed)
        : FileLines.line("account", row.account, row.earned, row.cumulative);
  }

  private TokenAmount cameIn() {
    return fees.plus(rest).plus(terms.budget()).plus(terms.carriedIn());
  }

  private TokenAmount wentOut() {
    return nodes.stream().map(NodePay::total).reduce(carriedOut, TokenAmount::plus);
  }

  public Bytes32 dataHash() {
    return FileLines.hash(text());
  }

  /// The reward tree; its root equals [#root] if the file is true for this vault.
  public MerkleTree tree(Vault vault) {
    return tree(accounts, vault, period);
  }

  private static MerkleTree tree(List<AccountRow> accounts, Vault vault, long period) {
    return MerkleTree.of(
        accounts.stream()
            .filter(row -> !row.cumulative.equals(TokenAmount.ZERO))
            .map(row -> row.leaf(vault, period))
            .toList());
  }

  private static TokenAmount total(List<AccountRow> accounts) {
    return accounts.stream()
        .map(AccountRow::cumulative)
        .reduce(TokenAmount.ZERO, TokenAmount::plus);
  }

  private static Source source(FileLines.Fields fields) {
    return new Source(fields.bytes32(), fields.bytes32());
  }
}
