package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.epoch.OpenedBoot;
import com.qubetics.dvpn.epoch.OpenedSession;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The signed messages behind what an epoch counts. Read by the sealer only, while it holds the
/// epoch's row, so that no fold changes them.
@Component
final class EpochAcks {
  private final JdbcClient jdbc;

  EpochAcks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Whose sessions, on which node.
  record Owner(Account account, NodeId node) {}

  Map<Owner, List<OpenedSession>> read(long epoch) {
    Map<Owner, Map<SessionId, List<Line>>> lines = new LinkedHashMap<>();
    jdbc.sql(
            """
            select s.account, s.node, s.session_key, s.tunnel_key, s.max_bytes, s.not_before,
                   s.not_after, s.nonce, s.grant_signature, u.session, u.boot, u.seq,
                   u.rx as usage_rx, u.tx as usage_tx, u.at, u.signature as usage_signature,
                   a.rx as ack_rx, a.tx as ack_tx, a.signature as ack_signature, a.usage_hash,
                   a.before_bytes
            from acked a
              join session s on s.id = a.session
              join usage u on u.session = a.session and u.boot = a.boot and u.seq = a.seq
            where a.epoch = :epoch and a.rx + a.tx > a.before_bytes
            order by s.id, u.boot
            """)
        .param("epoch", epoch)
        .query(Row.as(EpochAcks::line))
        .list()
        .forEach(
            line ->
                lines
                    .computeIfAbsent(line.owner(), owner -> new LinkedHashMap<>())
                    .computeIfAbsent(line.session(), session -> new ArrayList<>())
                    .add(line));
    Map<Owner, List<OpenedSession>> opened = new LinkedHashMap<>();
    lines.forEach(
        (owner, sessions) ->
            opened.put(owner, sessions.values().stream().map(EpochAcks::session).toList()));
    return opened;
  }

  /// Leaves `bytes` of these sessions, which the epoch has counted, to the next one: of what moved
  /// last first, so that older sessions are done with. What a step counts in the one epoch and in
  /// the other adds up to the same.
  ///
  /// The caller holds both epochs.
  void carry(long epoch, List<OpenedSession> sessions, long bytes, Domain domain) {
    record Place(SessionId session, OpenedBoot boot) {}

    List<Place> newestFirst =
        sessions.stream()
            .flatMap(
                session ->
                    session.boots().stream()
                        .map(boot -> new Place(session.grant().message().sessionId(domain), boot)))
            .sorted(
                Comparator.comparingLong((Place place) -> place.boot().usage().message().at())
                    .reversed())
            .toList();
    long left = bytes;
    for (Place place : newestFirst) {
      long taken = Math.min(left, place.boot().counted().bytes());
      if (taken > 0) {
        carry(epoch, place.session(), place.boot().usage().message().boot(), taken);
        left -= taken;
      }
    }
    if (left > 0) {
      throw new IllegalArgumentException(
          "carry: %s bytes (expected: at most what the sessions count)".formatted(bytes));
    }
  }

  /// The next epoch counts the boot from earlier on: by its own ack, or by this epoch's once more.
  private void carry(long epoch, SessionId session, BootId boot, long taken) {
    jdbc.sql(
            """
            with step as (
              update acked set before_bytes = before_bytes + :taken
              where session = :session and boot = :boot and epoch = :epoch
              returning *
            )
            insert into acked
              (session, boot, epoch, seq, usage_hash, rx, tx, signature, acked_at, before_bytes)
            select session, boot, epoch + 1, seq, usage_hash, rx, tx, signature, acked_at,
              rx + tx - :taken
            from step
            on conflict (session, boot, epoch) do update set
              before_bytes = acked.before_bytes - :taken
            """)
        .paramSource(
            Values.of("taken", taken).and("session", session).and("boot", boot).and("epoch", epoch))
        .update();
  }

  private static OpenedSession session(List<Line> boots) {
    return new OpenedSession(boots.getFirst().grant(), boots.stream().map(Line::boot).toList());
  }

  private static Line line(Row row) throws SQLException {
    return new Line(
        new Owner(row.account("account"), row.node("node")),
        row.session("session"),
        row.grant(),
        new OpenedBoot(row.byteCount("before_bytes"), row.usage(), row.ack()));
  }

  private record Line(Owner owner, SessionId session, Signed<Grant> grant, OpenedBoot boot) {}
}
