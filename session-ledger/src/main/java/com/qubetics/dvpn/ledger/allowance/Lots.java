package com.qubetics.dvpn.ledger.allowance;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The passes that accounts bought, each a lot with what it cost. All calls are in the transaction
/// of a caller that holds the account's allowance.
///
/// How it works, and why: traffic is paid at what its pass had cost, not at a price of its day, so
/// that nothing is gained by buying before a rise or by using up after one. Lots are spent in the
/// order of the chain, the oldest first. The money of the first `x` of a lot's bytes is ⌊paid × x ÷
/// bytes⌋; spending from `x` to `y` costs the difference, so that, however a lot is cut into acks,
/// all of it costs what was paid. Worked number: a lot of 3 bytes for 100 base units, spent byte by
/// byte, costs 33, 33 and 34.
@Component
class Lots {
  private final JdbcClient jdbc;

  Lots(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// What the chain calls a purchase.
  record Name(Bytes32 transaction, int logIndex) {}

  /// The same lot again adds nothing.
  void add(Account account, Name lot, long mebibytes, TokenAmount paid, long block) {
    jdbc.sql(
            """
            insert into pass_lot (transaction, log_index, account, mebibytes, paid, block)
            values (:transaction, :logIndex, :account, :mebibytes, :paid, :block)
            on conflict do nothing
            """)
        .paramSource(
            named(lot)
                .and("account", account)
                .and("mebibytes", mebibytes)
                .and("paid", paid)
                .and("block", block))
        .update();
  }

  void remove(Name lot) {
    jdbc.sql("delete from pass_lot where transaction = :transaction and log_index = :logIndex")
        .paramSource(named(lot))
        .update();
  }

  /// Spends bytes of the account's oldest lots, as far as there are any.
  ///
  /// @return what these bytes had cost
  TokenAmount spend(Account account, long bytes) {
    return jdbc.sql(
            """
            with unspent as (
              select transaction, log_index, (mebibytes << 20) - spent_bytes as free,
                coalesce(sum((mebibytes << 20) - spent_bytes) over (
                  order by block, log_index, transaction
                  rows between unbounded preceding and 1 preceding), 0) as before
              from pass_lot where account = :account and spent_bytes < mebibytes << 20),
            spent as (
              update pass_lot l
              set spent_bytes = l.spent_bytes + least(u.free, :bytes - u.before)::bigint
              from unspent u
              where l.transaction = u.transaction and l.log_index = u.log_index
                and u.before < :bytes
              returning div(coalesce(l.paid, 0) * new.spent_bytes, l.mebibytes << 20)
                - div(coalesce(l.paid, 0) * old.spent_bytes, l.mebibytes << 20) as cost)
            select coalesce(sum(cost), 0) as paid from spent
            """)
        .paramSource(Values.of("account", account).and("bytes", bytes))
        .query(Row.as(row -> row.amount("paid")))
        .single();
  }

  /// A lot that came after one that the chain dropped covers what was spent of that. What those
  /// bytes cost is in the epochs already.
  void cover(Account account) {
    long owed =
        jdbc.sql(
                """
                select pass_spent_bytes - (
                  select coalesce(sum(spent_bytes), 0) from pass_lot where account = :account)
                from allowance where account = :account
                """)
            .paramSource(Values.of("account", account))
            .query(Long.class)
            .single();
    if (owed > 0) {
      spend(account, owed);
    }
  }

  /// Gives a price to the lots of a ledger that did not note any: those of which no event is kept.
  /// What open epochs have counted of such an account's passes gets it too.
  void priceUnknown(TokenAmount pricePerGib) {
    jdbc.sql(
            """
            with priced as (
              update pass_lot set paid = div(:price * mebibytes, 1024) where paid is null)
            update epoch_usage u set paid = div(:price * u.pass_bytes, 1 << 30)
            from epoch e
            where e.number = u.epoch and e.state = 'OPEN' and u.paid = 0
              and exists (select from pass_lot l where l.account = u.account and l.paid is null)
            """)
        .paramSource(Values.of("price", pricePerGib))
        .update();
  }

  private static Values named(Name lot) {
    return Values.of("transaction", lot.transaction()).and("logIndex", lot.logIndex());
  }
}
