package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.ledger.store.Columns;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The newest usage of a session, for the client that is to ack it.
@Service
public final class NewestUsage {
  private final JdbcClient jdbc;
  private final Signals signals;

  public NewestUsage(JdbcClient jdbc, Signals signals) {
    this.jdbc = jdbc;
    this.signals = signals;
  }

  /// @param usage null until the node has stated any
  /// @param paused whether the node waits for an ack before it serves on
  record View(
      @Nullable Signed<Usage> usage,
      @Nullable Bytes32 usageHash,
      boolean paused,
      ByteCount countedBytes) {}

  /// The newest usage as soon as it is not `after`, or as it is when the wait is over; empty if the
  /// account has no such session.
  Optional<View> after(Account account, SessionId id, @Nullable Bytes32 after, Duration wait) {
    Optional<View> first = read(account, id);
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

  private Optional<View> read(Account account, SessionId id) {
    return jdbc.sql(
            """
            select s.id, s.node, s.paused, s.counted_bytes, u.hash, u.boot, u.seq, u.rx, u.tx, u.at,
                   u.signature
            from session s left join usage u on u.hash = s.newest_usage
            where s.id = :id and s.account = :account
            """)
        .param("id", id.digest().bytes())
        .param("account", account.address().bytes())
        .query((row, number) -> view(row))
        .optional();
  }

  private static View view(ResultSet row) throws SQLException {
    Columns columns = new Columns(row);
    ByteCount counted = new ByteCount(columns.number("counted_bytes"));
    Optional<Bytes32> hash = columns.optionalBytes32("hash");
    if (hash.isEmpty()) {
      return new View(null, null, columns.flag("paused"), counted);
    }
    Usage usage =
        new Usage(
            columns.session("id"),
            columns.node("node"),
            columns.boot("boot"),
            columns.number("seq"),
            new ByteCount(columns.number("rx")),
            new ByteCount(columns.number("tx")),
            columns.number("at"));
    return new View(
        new Signed<>(usage, columns.signature("signature")),
        hash.get(),
        columns.flag("paused"),
        counted);
  }
}
