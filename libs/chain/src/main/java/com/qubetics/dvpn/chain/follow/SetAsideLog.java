package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// A log that was set aside.
///
/// @param id names it to an operator
/// @param reason what failed, or that it waits
/// @param decision why an operator skipped it
public record SetAsideLog(
    long id,
    Act act,
    State state,
    long block,
    int logIndex,
    Bytes32 transaction,
    String reason,
    Optional<String> decision,
    Instant since) {

  /// What is to be done with it.
  public enum Act {
    /// Bring it to the handlers.
    APPLY,
    /// Have the handlers take it back: the chain dropped it after it was applied.
    UNDO
  }

  /// Where it stands.
  public enum State {
    /// A handler failed at it; an operator has to look.
    FAILED,
    /// An operator had it tried again; the follower does so at its next look.
    RETRY,
    /// Behind another one that it shares a key with.
    WAITING,
    /// An operator had it left out.
    SKIPPED
  }

  static SetAsideLog of(Row row) throws SQLException {
    return new SetAsideLog(
        row.number("id"),
        row.constant("act", Act.class),
        row.constant("state", State.class),
        row.number("block"),
        row.smallNumber("log_index"),
        row.bytes32("transaction"),
        row.text("reason"),
        row.optional("decision", Row::text),
        row.time("set_aside_at"));
  }

  /// For people, on one line.
  @Override
  public String toString() {
    return "id=%s %s %s block=%s logIndex=%s transaction=%s since=%s reason=\"%s\"%s"
        .formatted(
            id,
            act,
            state,
            block,
            logIndex,
            transaction,
            since,
            reason,
            decision.map(text -> " decision=\"" + text + "\"").orElse(""));
  }
}
