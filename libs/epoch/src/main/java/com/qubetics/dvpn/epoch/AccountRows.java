package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What each account has after an epoch: what it was owed and earned is paid, or, where all
/// together is more than the vault pays for an epoch, `⌊due × cap / Σ due⌋` of it; the rest is
/// owed.
final class AccountRows {
  private final SortedMap<Account, TokenAmount> paidBefore = new TreeMap<>();
  private final SortedMap<Account, TokenAmount> owedBefore = new TreeMap<>();
  private final SortedMap<Account, TokenAmount> earned = new TreeMap<>();

  private AccountRows() {}

  /// @param cap of the epoch; null for none
  static List<RewardFile.AccountRow> after(
      Optional<RewardFile> previous, long period, List<NodePay> nodes, @Nullable TokenAmount cap) {
    AccountRows accounts = new AccountRows();
    previous.ifPresent(file -> accounts.goOn(file, period));
    nodes.forEach(pay -> accounts.earned.merge(pay.provider(), pay.total(), TokenAmount::plus));
    return accounts.rows(cap);
  }

  private void goOn(RewardFile previous, long period) {
    for (RewardFile.AccountRow row : previous.accounts()) {
      owedBefore.put(row.account(), row.owed());
      if (previous.period() == period) {
        paidBefore.put(row.account(), row.cumulative());
      }
    }
  }

  private List<RewardFile.AccountRow> rows(@Nullable TokenAmount cap) {
    SortedSet<Account> all = new TreeSet<>(earned.keySet());
    all.addAll(owedBefore.keySet());
    all.addAll(paidBefore.keySet());
    Payable payable = payable(all, cap);
    return all.stream()
        .map(account -> row(account, payable.of(due(account))))
        .filter(row -> !(isZero(row.cumulative()) && isZero(row.owed())))
        .toList();
  }

  private RewardFile.AccountRow row(Account account, TokenAmount paid) {
    return new RewardFile.AccountRow(
        account,
        earned.getOrDefault(account, TokenAmount.ZERO),
        paidBefore.getOrDefault(account, TokenAmount.ZERO).plus(paid),
        due(account).minus(paid));
  }

  private Payable payable(Collection<Account> accounts, @Nullable TokenAmount cap) {
    BigInteger due =
        Shares.sum(accounts.stream().map(account -> due(account).baseUnits()).toList());
    return cap == null || due.compareTo(cap.baseUnits()) <= 0
        ? new Payable(BigInteger.ONE, BigInteger.ONE)
        : new Payable(cap.baseUnits(), due);
  }

  /// The share of what is due that is paid.
  private record Payable(BigInteger cap, BigInteger due) {
    TokenAmount of(TokenAmount amount) {
      return new TokenAmount(amount.baseUnits().multiply(cap).divide(due));
    }
  }

  private static boolean isZero(TokenAmount amount) {
    return amount.equals(TokenAmount.ZERO);
  }

  private TokenAmount due(Account account) {
    return owedBefore
        .getOrDefault(account, TokenAmount.ZERO)
        .plus(earned.getOrDefault(account, TokenAmount.ZERO));
  }
}
