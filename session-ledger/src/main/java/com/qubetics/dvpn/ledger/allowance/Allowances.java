package com.qubetics.dvpn.ledger.allowance;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// All accounts' allowances. Spending happens in the transaction that counts an ack, under the
/// account's row lock: in the order of acks, each byte once.
@Service
public final class Allowances {
  private final JdbcClient jdbc;
  private final Lots lots;
  private final Balances balances;
  private final AllowanceSettings settings;

  Allowances(JdbcClient jdbc, Lots lots, Balances balances, AllowanceSettings settings) {
    this.jdbc = jdbc;
    this.lots = lots;
    this.balances = balances;
    this.settings = settings;
  }

  /// Whether the account has traffic left. Gives the free allowance, once, to an account that owns
  /// the minimum when its pass is used up; asks the chain for that, so not to be called in a
  /// transaction.
  public boolean hasTraffic(Account account) {
    return find(account).left() > 0 || withPromo(account).left() > 0;
  }

  /// The allowance as the account's owner may see it, the free one given if it is due.
  Allowance withPromo(Account account) {
    Allowance allowance = find(account);
    if (allowance.promo() == 0
        && settings.promoMebibytes() > 0
        && balances.of(account).compareTo(settings.minimumBalance()) >= 0) {
      givePromo(account);
      return find(account);
    }
    return allowance;
  }

  /// Spends newly counted bytes, inside the caller's transaction.
  public Spending spend(Account account, long bytes) {
    create(account);
    Allowance before = hold(account);
    Allowance after = before.spend(bytes);
    long ofPass = after.passSpent() - before.passSpent();
    jdbc.sql(
            """
            update allowance set pass_spent_bytes = :pass, promo_spent_bytes = :promo
            where account = :account
            """)
        .paramSource(
            Values.of("pass", after.passSpent())
                .and("promo", after.promoSpent())
                .and("account", account))
        .update();
    return new Spending(
        ofPass,
        lots.spend(account, ofPass),
        after.promoSpent() - before.promoSpent(),
        after.left());
  }

  /// Adds a pass bought on chain, inside the caller's transaction; the same purchase again adds
  /// nothing.
  public void addPass(
      Account account,
      long mebibytes,
      TokenAmount paid,
      Bytes32 transaction,
      int logIndex,
      long block) {
    create(account);
    hold(account);
    lots.add(account, new Lots.Name(transaction, logIndex), mebibytes, paid, block);
    lots.cover(account);
    sumPasses(account);
  }

  /// Takes back a pass whose purchase the chain dropped, inside the caller's transaction. What of
  /// it was used already stays used: the account has nothing left until it has bought that much
  /// again, by the same transaction in another block as a rule.
  public void removePass(Account account, Bytes32 transaction, int logIndex) {
    hold(account);
    lots.remove(new Lots.Name(transaction, logIndex));
    sumPasses(account);
  }

  /// Gives the passes whose price no event told this one, and what open epochs counted of them.
  public void priceUnknown(TokenAmount pricePerGib) {
    lots.priceUnknown(pricePerGib);
  }

  /// The pass is the sum of all purchases, never less than what was spent of it. Whoever buys an
  /// absurd number of bytes owns 2^60 at most.
  private void sumPasses(Account account) {
    jdbc.sql(
            """
            update allowance set pass_bytes = greatest(pass_spent_bytes, (
              select least(coalesce(sum(mebibytes), 0) * :mebibyte, 1::bigint << 60)
              from pass_lot where account = :account))
            where account = :account
            """)
        .paramSource(Values.of("mebibyte", ByteCount.MEBIBYTE).and("account", account))
        .update();
  }

  private Allowance find(Account account) {
    return read(account, "");
  }

  private Allowance hold(Account account) {
    return read(account, " for update");
  }

  private void givePromo(Account account) {
    create(account);
    jdbc.sql(
            "update allowance set promo_bytes = :bytes where account = :account and promo_bytes = 0")
        .paramSource(Values.of("bytes", settings.promo()).and("account", account))
        .update();
  }

  private void create(Account account) {
    jdbc.sql("insert into allowance (account) values (:account) on conflict do nothing")
        .paramSource(Values.of("account", account))
        .update();
  }

  private Allowance read(Account account, String lock) {
    return jdbc.sql(
            """
            select pass_bytes, pass_spent_bytes, promo_bytes, promo_spent_bytes
            from allowance where account = :account
            """
                + lock)
        .paramSource(Values.of("account", account))
        .query(
            Row.as(
                row ->
                    new Allowance(
                        row.number("pass_bytes"),
                        row.number("pass_spent_bytes"),
                        row.number("promo_bytes"),
                        row.number("promo_spent_bytes"))))
        .optional()
        .orElse(Allowance.NONE);
  }
}
