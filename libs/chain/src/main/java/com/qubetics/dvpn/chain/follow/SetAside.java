package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.follow.SetAsideLog.Act;
import com.qubetics.dvpn.chain.follow.SetAsideLog.State;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The logs that one database's follower could not bring to its handlers. An operator looks at them
/// and has each tried again or left out; the [Follower] does it.
///
/// Their number has no limit of its own: each has cost somebody the gas of an event.
public final class SetAside {
  private static final int REASON_LENGTH = 500;

  private final JdbcClient jdbc;

  public SetAside(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Those that are not settled, the oldest first.
  public List<SetAsideLog> open(int limit) {
    return jdbc.sql(
            "select * from chain_set_aside where state <> 'SKIPPED' order by id limit :limit")
        .param("limit", limit)
        .query(Row.as(SetAsideLog::of))
        .list();
  }

  /// How many are not settled.
  public long openCount() {
    return jdbc.sql("select count(*) from chain_set_aside where state <> 'SKIPPED'")
        .query(Long.class)
        .single();
  }

  /// All that are there, settled ones with the operator's reason; the oldest first.
  public List<SetAsideLog> all(int limit) {
    return jdbc.sql("select * from chain_set_aside order by id limit :limit")
        .param("limit", limit)
        .query(Row.as(SetAsideLog::of))
        .list();
  }

  /// Has the follower try one again at its next look. Also one that was skipped.
  ///
  /// @return whether there is such a one
  public boolean retry(long id) {
    return jdbc.sql(
                """
                update chain_set_aside set state = 'RETRY', decision = null
                where id = :id and state in ('FAILED', 'SKIPPED')
                """)
            .param("id", id)
            .update()
        == 1;
  }

  /// Has the follower try all that failed again.
  ///
  /// @return how many
  public int retryAll() {
    return jdbc.sql("update chain_set_aside set state = 'RETRY' where state = 'FAILED'").update();
  }

  /// Leaves one out for good; those behind it go on without it.
  ///
  /// @return whether there is such a one
  public boolean skip(long id, String decision) {
    return jdbc.sql(
                """
                update chain_set_aside set state = 'SKIPPED', decision = :decision
                where id = :id and state <> 'SKIPPED'
                """)
            .paramSource(Values.of("decision", decision).and("id", id))
            .update()
        == 1;
  }

  // The follower's, inside its transactions.

  /// Whether one is open that a log with these keys has to wait for.
  boolean holdsUp(List<String> keys) {
    return !keys.isEmpty()
        && jdbc.sql(
                """
                select exists (select from chain_set_aside
                  where state <> 'SKIPPED' and keys && cast(:keys as text[]))
                """)
            .param("keys", keys.toArray(String[]::new))
            .query(Boolean.class)
            .single();
  }

  void add(Act act, State state, Logged logged, List<String> keys, String reason) {
    Values values =
        logged
            .values()
            .and("act", act)
            .and("state", state)
            .and("keys", keys.toArray(String[]::new))
            .and("reason", reason);
    jdbc.sql(
            """
            delete from chain_set_aside
            where block_hash = :blockHash and log_index = :logIndex and act = :act
            """)
        .paramSource(values)
        .update();
    jdbc.sql(
            """
            insert into chain_set_aside (act, state, %s, keys, reason)
            values (:act, :state, %s, cast(:keys as text[]), :reason)
            """
                .formatted(Logged.COLUMNS, Logged.NAMES))
        .paramSource(values)
        .update();
  }

  /// The first that is to be tried and has none before it to wait for.
  Optional<Due> due() {
    return jdbc.sql(
            """
            select * from chain_set_aside as it
            where state in ('RETRY', 'WAITING') and not exists (
              select from chain_set_aside as earlier
              where earlier.state <> 'SKIPPED' and earlier.id < it.id and earlier.keys && it.keys)
            order by id limit 1 for update
            """)
        .query(
            Row.as(
                row -> new Due(row.number("id"), row.constant("act", Act.class), Logged.of(row))))
        .optional();
  }

  /// One that is to be tried.
  record Due(long id, Act act, Logged logged) {}

  void failed(long id, String reason) {
    jdbc.sql("update chain_set_aside set state = 'FAILED', reason = :reason where id = :id")
        .paramSource(Values.of("reason", reason).and("id", id))
        .update();
  }

  void remove(long id) {
    jdbc.sql("delete from chain_set_aside where id = :id").param("id", id).update();
  }

  /// Forgets what the chain dropped before it was applied.
  void rewindTo(long block) {
    jdbc.sql("delete from chain_set_aside where act = 'APPLY' and block > :block")
        .param("block", block)
        .update();
  }

  /// What failed, on one line and as PostgreSQL can hold it.
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text =
        "%s: %s"
            .formatted(root.getClass().getSimpleName(), root.getMessage())
            .replaceAll("[\\s\\p{Cntrl}]+", " ");
    return text.length() <= REASON_LENGTH ? text : text.substring(0, REASON_LENGTH) + "…";
  }
}
