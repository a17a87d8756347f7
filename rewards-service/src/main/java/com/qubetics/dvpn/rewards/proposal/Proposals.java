package com.qubetics.dvpn.rewards.proposal;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// All proposals that the vault told of. Live ones, pending or final, cover an unbroken row of
/// epochs from 0.
@Component
public final class Proposals {
  private final JdbcClient jdbc;

  Proposals(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void add(Proposal proposal) {
    jdbc.sql(
            """
            insert into proposal
              (id, period, from_epoch, to_epoch, root, period_total, data_hash, state,
               proposed_transaction)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing
            """)
        .params(
            proposal.id(),
            proposal.period(),
            proposal.from(),
            proposal.to(),
            proposal.root().bytes(),
            new BigDecimal(proposal.periodTotal().baseUnits()),
            proposal.dataHash().bytes(),
            proposal.state().name(),
            proposal.proposed().bytes())
        .update();
  }

  void finalised(long id, Bytes32 transaction) {
    jdbc.sql(
            """
            update proposal set state = 'FINAL', finalised_transaction = ?
            where id = ? and state = 'PENDING'
            """)
        .params(transaction.bytes(), id)
        .update();
  }

  void vetoed(long id) {
    jdbc.sql("update proposal set state = 'VETOED' where id = ? and state = 'PENDING'")
        .param(id)
        .update();
  }

  /// The chain took back that it was proposed.
  void remove(long id) {
    jdbc.sql("delete from proposal where id = ?").param(id).update();
  }

  /// The chain took back what had become of it.
  void pendingAgain(long id) {
    jdbc.sql("update proposal set state = 'PENDING', finalised_transaction = null where id = ?")
        .param(id)
        .update();
  }

  void finalAt(long id, Instant at) {
    jdbc.sql("update proposal set final_at = ? where id = ?")
        .params(Timestamp.from(at), id)
        .update();
  }

  /// The first epoch without a live proposal.
  long next() {
    return jdbc.sql("select coalesce(max(to_epoch) + 1, 0) from proposal where state <> 'VETOED'")
        .query(Long.class)
        .single();
  }

  boolean wasVetoed(long epoch) {
    return jdbc.sql(
            "select exists (select from proposal where from_epoch = ? and state = 'VETOED')")
        .param(epoch)
        .query(Boolean.class)
        .single();
  }

  /// The pending proposal whose turn it is.
  Optional<Proposal> firstPending() {
    return jdbc.sql("select * from proposal where state = 'PENDING' order by from_epoch limit 1")
        .query((row, index) -> proposal(row))
        .optional();
  }

  /// What all live proposals but those of `period` have committed.
  TokenAmount committedWithout(long period) {
    return new TokenAmount(
        jdbc.sql(
                """
                select coalesce(sum(total), 0) from (
                  select max(period_total) total from proposal
                  where state <> 'VETOED' and period <> ? group by period)
                """)
            .param(period)
            .query(BigDecimal.class)
            .single()
            .toBigIntegerExact());
  }

  /// The live proposals that cover any of the epochs from..to, both included.
  public List<Proposal> between(long from, long to) {
    return jdbc.sql(
            """
            select * from proposal
            where state <> 'VETOED' and from_epoch <= ? and to_epoch >= ? order by from_epoch
            """)
        .params(to, from)
        .query((row, index) -> proposal(row))
        .list();
  }

  /// The last epoch of a period whose root is final: its workings are what claims are proved by.
  public OptionalLong lastFinalEpoch(long period) {
    return jdbc.sql(
            "select to_epoch from proposal where state = 'FINAL' and period = ? order by to_epoch desc limit 1")
        .param(period)
        .query(Long.class)
        .optional()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  private static Proposal proposal(ResultSet row) throws SQLException {
    return new Proposal(
        row.getLong("id"),
        row.getLong("period"),
        row.getLong("from_epoch"),
        row.getLong("to_epoch"),
        Bytes32.of(row.getBytes("root")),
        new TokenAmount(row.getBigDecimal("period_total").toBigIntegerExact()),
        Bytes32.of(row.getBytes("data_hash")),
        Proposal.State.valueOf(row.getString("state")),
        Bytes32.of(row.getBytes("proposed_transaction")),
        bytes32(row.getBytes("finalised_transaction")),
        instant(row.getTimestamp("final_at")));
  }

  private static @Nullable Bytes32 bytes32(byte @Nullable [] bytes) {
    return bytes == null ? null : Bytes32.of(bytes);
  }

  private static @Nullable Instant instant(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant();
  }
}
