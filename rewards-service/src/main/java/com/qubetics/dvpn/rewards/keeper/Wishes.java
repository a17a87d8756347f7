package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// All accounts that ever asked for the keeper.
@Component
final class Wishes {
  private final JdbcClient jdbc;
  private final Clock clock;

  Wishes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  Wish of(Account account) {
    return jdbc.sql("select * from keeper_wish where account = ?")
        .param(account.address().bytes())
        .query((row, index) -> wish(row))
        .optional()
        .orElseGet(() -> Wish.none(account));
  }

  void put(Wish wish) {
    jdbc.sql(
            """
            insert into keeper_wish (account, enabled, minimum_amount, changed_at)
            values (?, ?, ?, ?)
            on conflict (account) do update set enabled = excluded.enabled,
              minimum_amount = excluded.minimum_amount, changed_at = excluded.changed_at
            """)
        .params(
            wish.account().address().bytes(),
            wish.enabled(),
            new BigDecimal(wish.minimumAmount().baseUnits()),
            Timestamp.from(clock.instant()))
        .update();
  }

  /// Some of those who want it, in the order of their addresses.
  ///
  /// @param after the last one of the batch before
  List<Wish> enabledAfter(Optional<Account> after, int limit) {
    return jdbc.sql(
            "select * from keeper_wish where enabled and account > ? order by account limit ?")
        .params(after.map(account -> account.address().bytes()).orElse(new byte[0]), limit)
        .query((row, index) -> wish(row))
        .list();
  }

  /// Holds the wish until the caller's transaction ends.
  ///
  /// @return whether it is still wanted
  boolean hold(Account account) {
    return jdbc.sql("select enabled from keeper_wish where account = ? for update")
        .param(account.address().bytes())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  private static Wish wish(ResultSet row) throws SQLException {
    return new Wish(
        new Account(Address.of(row.getBytes("account"))),
        row.getBoolean("enabled"),
        new TokenAmount(row.getBigDecimal("minimum_amount").toBigIntegerExact()));
  }
}
