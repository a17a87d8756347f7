package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The claims that the keeper has sent.
@Component
final class KeptClaims {
  private final JdbcClient jdbc;

  KeptClaims(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// @param attempt counts the claims of this very amount, from 1
  record KeptClaim(
      Account account, long period, TokenAmount cumulative, int attempt, Instant sentAt) {

    String intent() {
      return "keeper-%s-%d-%s-%d".formatted(account, period, cumulative, attempt);
    }
  }

  Optional<KeptClaim> last(Account account, long period) {
    return jdbc.sql(
            """
            select cumulative, attempt, sent_at from keeper_claim
            where account = ? and period = ? order by sent_at desc, cumulative desc limit 1
            """)
        .params(account.address().bytes(), period)
        .query(
            (row, index) ->
                new KeptClaim(
                    account,
                    period,
                    new TokenAmount(row.getBigDecimal("cumulative").toBigIntegerExact()),
                    row.getInt("attempt"),
                    row.getTimestamp("sent_at").toInstant()))
        .optional();
  }

  long sentSince(Account account, Instant since) {
    return jdbc.sql("select count(*) from keeper_claim where account = ? and sent_at >= ?")
        .params(account.address().bytes(), Timestamp.from(since))
        .query(Long.class)
        .single();
  }

  /// @return false if it was there already
  boolean add(KeptClaim claim) {
    return jdbc.sql("insert into keeper_claim values (?, ?, ?, ?, ?) on conflict do nothing")
            .params(
                claim.account().address().bytes(),
                claim.period(),
                new BigDecimal(claim.cumulative().baseUnits()),
                claim.attempt(),
                Timestamp.from(claim.sentAt()))
            .update()
        == 1;
  }
}
