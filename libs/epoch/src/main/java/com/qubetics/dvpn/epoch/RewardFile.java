package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The workings of an epoch as published (docs/protocol.md, section 5): what went in, what each
/// node earned, and what each account may have claimed in the period once the root is final. Equal
/// inputs give an equal file, byte for byte (invariant I7): [#compute] is all that rewards-service
/// and an auditor run.
///
/// @param sessions what the epoch's session anchor names
/// @param performance what the epoch's performance anchor names
/// @param terms price, budget and what was carried in
/// @param fees what passes paid for the epoch's rows
/// @param rest what passes paid for bytes that filled no mebibyte of a row; goes to the pot
/// @param nodes one per performance row, sorted by node
/// @param accounts all that have something in the period, sorted; one leaf of the reward tree each
/// @param root of the reward tree
public record RewardFile(
    long epoch,
    long period,
    Bytes32 ruleset,
    Seal sessions,
    Seal performance,
    RuleSet1.Terms terms,
    TokenAmount fees,
    TokenAmount rest,
    List<NodePay> nodes,
    List<AccountRow> accounts,
    TokenAmount carriedOut,
    TokenAmount total,
    Bytes32 root) {
  private static final int VERSION = 2;

  public RewardFile {
    nodes = Rows.sortedUnique(nodes);
    accounts = Rows.sortedUnique(accounts);
  }

  /// What an anchor names: the root over a file's rows and the hash of the file.
  public record Seal(Bytes32 root, Bytes32 dataHash) {}

  /// The vault that pays: part of every leaf, so that a proof is void in every other deployment.
  public record Vault(long chainId, Address address) {}

  /// @param earned in this epoch
  /// @param cumulative in the period up to this epoch, not 0
  public record AccountRow(Account account, TokenAmount earned, TokenAmount cumulative)
      implements Comparable<AccountRow> {

    /// The leaf of this row in the reward tree.
    public Bytes32 leaf(Vault vault, long period) {
      return new Leaf()
          .uint(vault.chainId())
          .address(vault.address())
          .uint(period)
          .address(account.address())
          .uint(cumulative.baseUnits())
          .hash();
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
    long epoch = sessions.epoch();
    long period = RuleSet1.periodOf(epoch);
    previous.ifPresent(
        file -> {
          if (file.epoch + 1 != epoch) {
            throw new IllegalArgumentException(
                "epoch: %d (expected: %d)".formatted(epoch, file.epoch + 1));
          }
        });
    TokenAmount carriedIn = previous.map(RewardFile::carriedOut).orElse(TokenAmount.ZERO);
    RuleSet1.Terms terms = new RuleSet1.Terms(pricePerMib, budget, carriedIn);
    RuleSet1.Outcome outcome = RuleSet1.apply(sessions, performance, terms);

    SortedMap<Account, TokenAmount> before = new TreeMap<>();
    previous
        .filter(file -> file.period == period)
        .ifPresent(file -> file.accounts.forEach(row -> before.put(row.account, row.cumulative)));
    List<AccountRow> accounts = accounts(before, outcome.nodes());
    return new RewardFile(
        epoch,
        period,
        RuleSet1.hash(),
        new Seal(sessions.root(), sessions.dataHash()),
        new Seal(performance.root(), performance.dataHash()),
        terms,
        outcome.fees(),
        outcome.rest(),
        outcome.nodes(),
        accounts,
        outcome.carriedOut(),
        total(accounts),
        tree(accounts, vault, period).root());
  }

  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes, with rows that
  ///   add up to its total and pay, with what is carried out, just what came in. The root is not
  ///   recomputed: that needs the vault, see [#tree].
  public static RewardFile parse(String text) {
    Lines lines = Lines.of(text);
    Rows.version(lines, "dvpn-rewards", VERSION);
    RewardFile file =
        new RewardFile(
            lines.take("epoch", 1).number(),
            lines.take("period", 1).number(),
            lines.take("ruleset", 1).bytes32(),
            seal(lines.take("sessions", 2)),
            seal(lines.take("performance", 2)),
            new RuleSet1.Terms(
                lines.take("price", 1).amount(),
                lines.take("budget", 1).amount(),
                lines.take("carried-in", 1).amount()),
            lines.take("fees", 1).amount(),
            lines.take("rest", 1).amount(),
            nodes(lines),
            accounts(lines),
            lines.take("carried-out", 1).amount(),
            lines.take("total", 1).amount(),
            lines.take("root", 1).bytes32());
    lines.end();
    Lines.same(text, file.text());
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

  public String text() {
    StringBuilder text = new StringBuilder("dvpn-rewards %d\n".formatted(VERSION));
    text.append("epoch %s\nperiod %s\nruleset %s\n".formatted(epoch, period, ruleset));
    text.append("sessions %s %s\n".formatted(sessions.root, sessions.dataHash));
    text.append("performance %s %s\n".formatted(performance.root, performance.dataHash));
    text.append("price %s\nbudget %s\n".formatted(terms.pricePerMib(), terms.budget()));
    text.append("carried-in %s\n".formatted(terms.carriedIn()));
    text.append("fees %s\nrest %s\n".formatted(fees, rest));
    for (NodePay pay : nodes) {
      text.append(
          "node %s %s %s %s %s\n"
              .formatted(
                  Lines.hex(pay.node().address()),
                  Lines.hex(pay.provider().address()),
                  pay.traffic(),
                  pay.promo(),
                  pay.availability()));
    }
    for (AccountRow row : accounts) {
      text.append(
          "account %s %s %s\n"
              .formatted(Lines.hex(row.account.address()), row.earned, row.cumulative));
    }
    text.append("carried-out %s\ntotal %s\nroot %s\n".formatted(carriedOut, total, root));
    return text.toString();
  }

  private TokenAmount cameIn() {
    return fees.plus(rest).plus(terms.budget()).plus(terms.carriedIn());
  }

  private TokenAmount wentOut() {
    return nodes.stream().map(NodePay::total).reduce(carriedOut, TokenAmount::plus);
  }

  public Bytes32 dataHash() {
    return Lines.hash(text());
  }

  /// The reward tree; its root equals [#root] if the file is true for this vault.
  public MerkleTree tree(Vault vault) {
    return tree(accounts, vault, period);
  }

  private static MerkleTree tree(List<AccountRow> accounts, Vault vault, long period) {
    return MerkleTree.of(accounts.stream().map(row -> row.leaf(vault, period)).toList());
  }

  private static List<AccountRow> accounts(Map<Account, TokenAmount> before, List<NodePay> nodes) {
    SortedMap<Account, TokenAmount> earned = new TreeMap<>();
    nodes.forEach(pay -> earned.merge(pay.provider(), pay.total(), TokenAmount::plus));
    SortedMap<Account, TokenAmount> cumulative = new TreeMap<>(before);
    earned.forEach((account, amount) -> cumulative.merge(account, amount, TokenAmount::plus));
    List<AccountRow> rows = new ArrayList<>();
    cumulative.forEach(
        (account, amount) -> {
          if (!amount.equals(TokenAmount.ZERO)) {
            rows.add(
                new AccountRow(account, earned.getOrDefault(account, TokenAmount.ZERO), amount));
          }
        });
    return rows;
  }

  private static TokenAmount total(List<AccountRow> accounts) {
    return accounts.stream()
        .map(AccountRow::cumulative)
        .reduce(TokenAmount.ZERO, TokenAmount::plus);
  }

  private static Seal seal(Lines.Fields fields) {
    return new Seal(fields.bytes32(), fields.bytes32());
  }

  private static List<NodePay> nodes(Lines lines) {
    List<NodePay> nodes = new ArrayList<>();
    while (lines.at("node")) {
      Lines.Fields row = lines.take("node", 5);
      nodes.add(new NodePay(row.node(), row.account(), row.amount(), row.amount(), row.amount()));
    }
    return nodes;
  }

  private static List<AccountRow> accounts(Lines lines) {
    List<AccountRow> accounts = new ArrayList<>();
    while (lines.at("account")) {
      Lines.Fields row = lines.take("account", 3);
      accounts.add(new AccountRow(row.account(), row.amount(), row.amount()));
    }
    return accounts;
  }
}
