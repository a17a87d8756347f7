package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The newest usage of a session, for the client that is to ack it.
@Service
final class NewestUsage {
  private final JdbcClient jdbc;
  private final Signals signals;

  NewestUsage(JdbcClient jdbc, Signals signals) {
    this.jdbc = jdbc;
    this.signals = signals;
  }

  /// The newest usage as soon as it is not `after`, or as it is when the wait is over; empty if the
  /// account has no such session.
  Optional<UsageAnswer> after(
      Account account, SessionId id, @Nullable Bytes32 after, Duration wait) {
    Optional<UsageAnswer> first = read(account, id);
    if (first.isEmpty() || !Objects.equals(first.get().usageHash(), after)) {
      return first;
    }
    return signals
        .await(
            Signals.session(id),
            wait,
            () -> read(account, id).filter(view -> !Objects.equals(view.usageHash(), after)))
        .or(() -> read(account, id));
  }

  private Optional<UsageAnswer> read(Account account, SessionId id) {
    return jdbc.sql(
            """
            select s.node, s.paused, s.counted_bytes, u.hash, u.session, u.boot, u.seq,
                   u.rx as usage_rx, u.tx as usage_tx, u.at, u.signature as usage_signature
            from session s left join usage u on u.hash = s.newest_usage
            where s.id = :id and s.account = :account
            """)
        .paramSource(Values.of("id", id).and("account", account))
        .query(Row.as(NewestUsage::view))
        .optional();
  }

  private static UsageAnswer view(Row row) throws SQLException {
    Bytes32 hash = row.nullable("hash", Row::bytes32);
    return new UsageAnswer(
        hash == null ? null : row.usage(),
        hash,
        row.flag("paused"),
        row.byteCount("counted_bytes"));
  }
}
