package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.epoch.OpenedBoot;
import com.qubetics.dvpn.epoch.OpenedSession;
import com.qubetics.dvpn.ledger.store.Columns;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The signed messages behind what no epoch has sealed so far. Read and marked by the sealer only,
/// while it holds the open epoch's row, so that no fold changes them.
@Component
final class UnsealedAcks {
  private final JdbcClient jdbc;

  UnsealedAcks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Whose sessions, on which node.
  record Owner(Account account, NodeId node) {}

  Map<Owner, List<OpenedSession>> read() {
    Map<Owner, Map<SessionId, List<Line>>> lines = new LinkedHashMap<>();
    jdbc.sql(
            """
            select s.account, s.node, s.id, s.session_key, s.tunnel_key, s.max_bytes, s.not_before,
                   s.not_after, s.nonce, s.grant_signature, u.boot, u.seq, u.rx, u.tx, u.at,
                   u.signature as usage_signature, a.rx as ack_rx, a.tx as ack_tx,
                   a.signature as ack_signature, a.usage_hash, a.sealed_bytes
            from acked a
              join session s on s.id = a.session
              join usage u on u.session = a.session and u.boot = a.boot and u.seq = a.seq
            where a.rx + a.tx > a.sealed_bytes
            order by s.id, u.boot
            """)
        .query((row, number) -> line(row))
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
            opened.put(owner, sessions.values().stream().map(UnsealedAcks::session).toList()));
    return opened;
  }

  void markSealed() {
    jdbc.sql("update acked set sealed_bytes = rx + tx where rx + tx > sealed_bytes").update();
  }

  /// Takes `bytes` of these sessions back from what was marked: of what was acked last first, so
  /// that older sessions are done with.
  void unseal(List<OpenedSession> sessions, long bytes, Domain domain) {
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
        jdbc.sql(
                """
                update acked set sealed_bytes = sealed_bytes - :taken
                where session = :session and boot = :boot
                """)
            .param("taken", taken)
            .param("session", place.session().digest().bytes())
            .param("boot", place.boot().usage().message().boot().bytes())
            .update();
        left -= taken;
      }
    }
    if (left > 0) {
      throw new IllegalArgumentException(
          "unseal: %d bytes (expected: at most what the sessions count)".formatted(bytes));
    }
  }

  private static OpenedSession session(List<Line> boots) {
    return new OpenedSession(boots.getFirst().grant(), boots.stream().map(Line::boot).toList());
  }

  private static Line line(ResultSet row) throws SQLException {
    Columns columns = new Columns(row);
    Owner owner = new Owner(columns.account("account"), columns.node("node"));
    SessionId session = columns.session("id");
    Grant grant =
        new Grant(
            columns.sessionKey("session_key"),
            owner.node(),
            columns.tunnelKey("tunnel_key"),
            new ByteCount(columns.number("max_bytes")),
            columns.number("not_before"),
            columns.number("not_after"),
            columns.bytes32("nonce"));
    Usage usage =
        new Usage(
            session,
            owner.node(),
            columns.boot("boot"),
            columns.number("seq"),
            new ByteCount(columns.number("rx")),
            new ByteCount(columns.number("tx")),
            columns.number("at"));
    Ack ack =
        new Ack(
            columns.bytes32("usage_hash"),
            new ByteCount(columns.number("ack_rx")),
            new ByteCount(columns.number("ack_tx")));
    return new Line(
        owner,
        session,
        new Signed<>(grant, columns.signature("grant_signature")),
        new OpenedBoot(
            new ByteCount(columns.number("sealed_bytes")),
            new Signed<>(usage, columns.signature("usage_signature")),
            new Signed<>(ack, columns.signature("ack_signature"))));
  }

  private record Line(Owner owner, SessionId session, Signed<Grant> grant, OpenedBoot boot) {}
}
