package com.qubetics.dvpn.rewards.proposal;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  void add(RewardProposal proposal) {
    jdbc.sql(
            """
            insert into proposal
              (id, period, from_epoch, to_epoch, root, period_total, data_hash, state,
               proposed_transaction)
            values (:id, :period, :from, :to, :root, :total, :dataHash, :state, :proposed)
            on conflict (id) do nothing
            """)
        .paramSource(
            Values.of("id", proposal.id())
                .and("period", proposal.period())
                .and("from", proposal.from())
                .and("to", proposal.to())
                .and("root", proposal.root())
                .and("total", proposal.periodTotal())
                .and("dataHash", proposal.dataHash())
                .and("state", proposal.state())
                .and("proposed", proposal.proposed()))
        .update();
  }

  void finalised(long id, Bytes32 transaction) {
    jdbc.sql(
            """
            update proposal set state = 'FINAL', finalised_transaction = :transaction
            where id = :id and state = 'PENDING'
            """)
        .paramSource(Values.of("transaction", transaction).and("id", id))
        .update();
  }

  void vetoed(long id) {
    jdbc.sql("update proposal set state = 'VETOED' where id = :id and state = 'PENDING'")
        .param("id", id)
        .update();
  }

  /// The chain took back that it was proposed.
  void remove(long id) {
    jdbc.sql("delete from proposal where id = :id").param("id", id).update();
  }

  /// The chain took back what had become of it.
  void pendingAgain(long id) {
    jdbc.sql("update proposal set state = 'PENDING', finalised_transaction = null where id = :id")
        .param("id", id)
        .update();
  }

  void finalAt(long id, Instant at) {
    jdbc.sql("update proposal set final_at = :at where id = :id")
        .paramSource(Values.of("at", at).and("id", id))
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
            "select exists (select from proposal where from_epoch = :epoch and state = 'VETOED')")
        .param("epoch", epoch)
        .query(Boolean.class)
        .single();
  }

  /// The pending proposal whose turn it is.
  Optional<RewardProposal> firstPending() {
    return jdbc.sql("select * from proposal where state = 'PENDING' order by from_epoch limit 1")
        .query(Row.as(Proposals::proposal))
        .optional();
  }

  /// What all live proposals but those of `period` have committed.
  TokenAmount committedWithout(long period) {
    return jdbc.sql(
            """
            select coalesce(sum(total), 0) as total from (
              select max(period_total) total from proposal
              where state <> 'VETOED' and period <> :period group by period)
            """)
        .param("period", period)
        .query(Row.as(row -> row.amount("total")))
        .single();
  }

  /// The live proposals that cover any of the epochs from..to, both included.
  public List<RewardProposal> between(long from, long to) {
    return jdbc.sql(
            """
            select * from proposal
            where state <> 'VETOED' and from_epoch <= :to and to_epoch >= :from order by from_epoch
            """)
        .paramSource(Values.of("from", from).and("to", to))
        .query(Row.as(Proposals::proposal))
        .list();
  }

  /// The last epoch of a period whose root is final: its workings are what claims are proved by.
  public OptionalLong lastFinalEpoch(long period) {
    return jdbc.sql(
            """
            select to_epoch from proposal where state = 'FINAL' and period = :period
            order by to_epoch desc limit 1
            """)
        .param("period", period)
        .query(Long.class)
        .optional()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  private static RewardProposal proposal(Row row) throws SQLException {
    return new RewardProposal(
        row.number("id"),
        row.number("period"),
        row.number("from_epoch"),
        row.number("to_epoch"),
        row.bytes32("root"),
        row.amount("period_total"),
        row.bytes32("data_hash"),
        row.constant("state", RewardProposal.State.class),
        row.bytes32("proposed_transaction"),
        row.nullable("finalised_transaction", Row::bytes32),
        row.nullable("final_at", Row::time));
  }
}
