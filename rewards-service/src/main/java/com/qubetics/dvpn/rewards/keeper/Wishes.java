package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
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

  ClaimWish of(Account account) {
    return jdbc.sql("select * from keeper_wish where account = :account")
        .paramSource(Values.of("account", account))
        .query(Row.as(Wishes::wish))
        .optional()
        .orElseGet(() -> ClaimWish.none(account));
  }

  void put(ClaimWish wish) {
    jdbc.sql(
            """
            insert into keeper_wish (account, enabled, minimum_amount, changed_at)
            values (:account, :enabled, :minimum, :now)
            on conflict (account) do update set enabled = excluded.enabled,
              minimum_amount = excluded.minimum_amount, changed_at = excluded.changed_at
            """)
        .paramSource(
            Values.of("account", wish.account())
                .and("enabled", wish.enabled())
                .and("minimum", wish.minimumAmount())
                .and("now", clock.instant()))
        .update();
  }

  /// Some of those who want it, in the order of their addresses.
  ///
  /// @param after the last one of the batch before
  List<ClaimWish> enabledAfter(Optional<Account> after, int limit) {
    return jdbc.sql(
            """
            select * from keeper_wish where enabled and account > :after
            order by account limit :limit
            """)
        .paramSource(
            Values.of("after", after.map(it -> it.address().bytes()).orElse(new byte[0]))
                .and("limit", limit))
        .query(Row.as(Wishes::wish))
        .list();
  }

  /// Holds the wish until the caller's transaction ends.
  ///
  /// @return whether it is still wanted
  boolean hold(Account account) {
    return jdbc.sql("select enabled from keeper_wish where account = :account for update")
        .paramSource(Values.of("account", account))
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  private static ClaimWish wish(Row row) throws SQLException {
    return new ClaimWish(row.account("account"), row.flag("enabled"), row.amount("minimum_amount"));
  }
}
