package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.SessionEvent;
import com.qubetics.dvpn.events.SessionEvent.State;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.ledger.peers.NodeRevisions;
import com.qubetics.dvpn.ledger.peers.TunnelAddress;
import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.ledger.store.Columns;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// All sessions, and the only place where their state changes. Each change is one transaction with
/// the node's revision, the event and the signal to who waits; a change that is not allowed from
/// the session's state does nothing. Lock order: session before node.
@Component
public final class Sessions {
  private static final TypeReference<Signed<Offer>> OFFER = new TypeReference<>() {};
  private static final String COLUMNS =
      """
      id, number, account, node, session_key, tunnel_host, state, not_after, max_bytes, recorded_at,
      installed_at, ended_at, reason, offer, client_config, counted_bytes
      """;

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;
  private final NodeRevisions revisions;
  private final Outbox outbox;
  private final Signals signals;
  private final JsonMapper json;
  private final Clock clock;

  public Sessions(
      JdbcClient jdbc,
      TransactionOperations transactions,
      NodeRevisions revisions,
      Outbox outbox,
      Signals signals,
      JsonMapper json,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.revisions = revisions;
    this.outbox = outbox;
    this.signals = signals;
    this.json = json;
    this.clock = clock;
  }

  public Optional<Session> find(SessionId id) {
    return select(" where id = :id")
        .param("id", id.digest().bytes())
        .query(this::session)
        .optional();
  }

  /// The session, its row held until the caller's transaction ends.
  public Optional<Session> hold(SessionId id) {
    return select(" where id = :id for no key update")
        .param("id", id.digest().bytes())
        .query(this::session)
        .optional();
  }

  /// An account's sessions, the newest first.
  ///
  /// @param before only sessions with a lower number
  List<Session> page(Account account, long before, int limit) {
    return select(
            " where account = :account and number < :before order by number desc limit :limit")
        .param("account", account.address().bytes())
        .param("before", before)
        .param("limit", limit)
        .query(this::session)
        .list();
  }

  /// A session that ended lately with more than `tolerance` bytes that its client never signed for.
  Optional<SessionId> unsignedClose(Account account, Instant endedSince, long tolerance) {
    return jdbc.sql(
            """
            select s.id from session s
              join usage u on u.hash = s.newest_usage
              left join lateral (
                select seq, rx, tx from acked where session = s.id and boot = u.boot
                order by epoch desc limit 1) a on true
            where s.account = :account and s.state = 'ENDED' and s.ended_at > :since
              and (a.seq is null or a.seq < u.seq)
              and u.rx + u.tx - coalesce(a.rx + a.tx, 0) > :tolerance
            order by s.number limit 1
            """)
        .param("account", account.address().bytes())
        .param("since", Timestamp.from(endedSince))
        .param("tolerance", tolerance)
        .query((row, number) -> new Columns(row).session("id"))
        .optional();
  }

  /// Records a session and reserves its tunnel address and key, or says why not.
  ///
  /// @param most sessions that the account may have at a time, however many are posted at once
  Reservation reserve(Account account, SessionId id, Signed<Grant> grant, int most) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              Reservation result = reserveLocked(account, id, grant, most);
              if (!(result instanceof Reservation.Recorded)) {
                status.setRollbackOnly();
              }
              return result;
            }));
  }

  /// The account is locked first, so that nobody else adds to what is counted; raising the revision
  /// locks the node: what follows sees a set that nobody changes.
  private Reservation reserveLocked(Account account, SessionId id, Signed<Grant> grant, int most) {
    NodeId node = grant.message().node();
    lockOpening(account);
    revisions.raise(node, id);
    Optional<Session> known = find(id);
    if (known.isPresent()) {
      return new Reservation.Known(known.get());
    }
    if (countAlive(account) >= most) {
      return new Reservation.TooMany();
    }
    if (isTaken(grant.message())) {
      return new Reservation.Refused("TUNNEL_KEY_TAKEN");
    }
    Optional<Integer> host = lowestFreeHost(node);
    if (host.isEmpty()) {
      return new Reservation.Refused("NODE_FULL");
    }
    insert(account, id, grant, host.get());
    announce(id, 1, node, State.REQUESTED, ByteCount.ZERO);
    return new Reservation.Recorded();
  }

  /// Lets one opening of an account at a time pass until the transaction ends. Not a row lock: an
  /// account without sessions has no row.
  private void lockOpening(Account account) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:name, 0)) is null")
        .param("name", "session-opening/" + account)
        .query(Boolean.class)
        .single();
  }

  private int countAlive(Account account) {
    return jdbc.sql(
            """
            select count(*) from session
            where account = :account and state in ('REQUESTED', 'ACTIVE')
            """)
        .param("account", account.address().bytes())
        .query(Integer.class)
        .single();
  }

  private boolean isTaken(Grant grant) {
    return jdbc.sql(
            """
            select exists (select 1 from session
              where node = :node and tunnel_key = :tunnelKey and holds_tunnel)
            """)
        .param("node", grant.node().address().bytes())
        .param("tunnelKey", grant.tunnelKey().value().bytes())
        .query(Boolean.class)
        .single();
  }

  private Optional<Integer> lowestFreeHost(NodeId node) {
    return jdbc.sql(
            """
            select candidate.host from (
              select :first as host
              union all
              select tunnel_host + 1 from session where node = :node and holds_tunnel) candidate
            where candidate.host <= :last and not exists (
              select 1 from session s
              where s.node = :node and s.holds_tunnel and s.tunnel_host = candidate.host)
            order by candidate.host limit 1
            """)
        .param("first", TunnelAddress.FIRST)
        .param("last", TunnelAddress.LAST)
        .param("node", node.address().bytes())
        .query(Integer.class)
        .optional();
  }

  private void insert(Account account, SessionId id, Signed<Grant> signed, int host) {
    Grant grant = signed.message();
    jdbc.sql(
            """
            insert into session (id, account, node, session_key, tunnel_key, max_bytes, not_before,
              not_after, nonce, grant_signature, tunnel_host, state, recorded_at)
            values (:id, :account, :node, :sessionKey, :tunnelKey, :maxBytes, :notBefore,
              :notAfter, :nonce, :signature, :host, 'REQUESTED', :now)
            """)
        .param("id", id.digest().bytes())
        .param("account", account.address().bytes())
        .param("node", grant.node().address().bytes())
        .param("sessionKey", grant.sessionKey().address().bytes())
        .param("tunnelKey", grant.tunnelKey().value().bytes())
        .param("maxBytes", grant.maxBytes().bytes())
        .param("notBefore", grant.notBefore())
        .param("notAfter", grant.notAfter())
        .param("nonce", grant.nonce().bytes())
        .param("signature", signed.signature().bytes())
        .param("host", host)
        .param("now", now())
        .update();
  }

  /// The node has installed it: REQUESTED → ACTIVE.
  boolean activate(SessionId id, Signed<Offer> offer, ClientConfig clientConfig) {
    return change(
        """
        update session set state = 'ACTIVE', version = version + 1, installed_at = :now,
          offer = :offer, client_config = :clientConfig
        where id = :id and state = 'REQUESTED'
        """,
        id,
        State.ACTIVE,
        statement ->
            statement
                .param("offer", json.writeValueAsString(offer))
                .param("clientConfig", json.writeValueAsString(clientConfig)));
  }

  /// It never began: REQUESTED → REFUSED.
  ///
  /// @param removed whether the node itself says that it has no such peer
  boolean refuse(SessionId id, String reason, boolean removed) {
    return change(
        """
        update session set state = 'REFUSED', version = version + 1, ended_at = :now,
          reason = :reason, holds_tunnel = not :removed
        where id = :id and state = 'REQUESTED'
        """,
        id,
        State.REFUSED,
        statement -> statement.param("reason", reason).param("removed", removed));
  }

  /// It is over: REQUESTED or ACTIVE → ENDED.
  public boolean end(SessionId id, String reason) {
    return change(
        """
        update session set state = 'ENDED', version = version + 1, ended_at = :now,
          reason = :reason
        where id = :id and state in ('REQUESTED', 'ACTIVE')
        """,
        id,
        State.ENDED,
        statement -> statement.param("reason", reason));
  }

  /// The node has removed the peer: address and key are free.
  void freeTunnel(SessionId id) {
    jdbc.sql(
            """
            update session set holds_tunnel = false
            where id = :id and holds_tunnel and state in ('REFUSED', 'ENDED')
            """)
        .param("id", id.digest().bytes())
        .update();
  }

  /// Skips sessions that somebody holds, here and in what follows; the next turn finds them.
  void freeTunnelsOlderThan(Duration age) {
    jdbc.sql(
            """
            update session set holds_tunnel = false where id in (
              select id from session
              where holds_tunnel and state in ('REFUSED', 'ENDED') and ended_at < :before
              for update skip locked)
            """)
        .param("before", before(age))
        .update();
  }

  List<SessionId> pastTheirGrant(int limit) {
    return ids(
        """
        select id from session where state in ('REQUESTED', 'ACTIVE') and not_after < :limitTime
        limit :limit
        """,
        clock.instant().getEpochSecond(),
        limit);
  }

  List<SessionId> requestedBefore(Duration age, int limit) {
    return ids(
        "select id from session where state = 'REQUESTED' and recorded_at < :limitTime limit"
            + " :limit",
        before(age),
        limit);
  }

  /// Erases the accounts of sessions that are long over and wholly sealed.
  void eraseAccounts(Duration age) {
    jdbc.sql(
            """
            update session set account = null where id in (
              select s.id from session s
              where s.account is not null and s.state in ('REFUSED', 'ENDED')
                and s.ended_at < :before
                and not exists (select 1 from acked a join epoch e on e.number = a.epoch
                  where a.session = s.id and e.state = 'OPEN')
              for update skip locked)
            """)
        .param("before", before(age))
        .update();
  }

  void deleteOlderThan(Duration age) {
    jdbc.sql(
            """
            delete from session where id in (
              select id from session where account is null and ended_at < :before
              for update skip locked)
            """)
        .param("before", before(age))
        .update();
  }

  private boolean change(
      String update, SessionId id, State state, UnaryOperator<StatementSpec> parameters) {
    return Boolean.TRUE.equals(
        transactions.execute(status -> changeLocked(update, id, state, parameters)));
  }

  private boolean changeLocked(
      String update, SessionId id, State state, UnaryOperator<StatementSpec> parameters) {
    Optional<Changed> changed =
        parameters
            .apply(jdbc.sql(update + " returning node, version, counted_bytes"))
            .param("id", id.digest().bytes())
            .param("now", now())
            .query(
                (row, number) -> {
                  Columns columns = new Columns(row);
                  return new Changed(
                      columns.node("node"),
                      columns.number("version"),
                      new ByteCount(columns.number("counted_bytes")));
                })
            .optional();
    changed.ifPresent(
        now -> {
          announce(id, now.version(), now.node(), state, now.counted());
          revisions.raise(now.node(), id);
        });
    return changed.isPresent();
  }

  private void announce(SessionId id, long version, NodeId node, State state, ByteCount counted) {
    outbox.append(
        Topic.SESSION_EVENTS,
        id.toString(),
        new SessionEvent(id, version, node, state, clock.instant(), counted));
    signals.ringAfterCommit(Signals.session(id));
  }

  private record Changed(NodeId node, long version, ByteCount counted) {}

  private StatementSpec select(String rest) {
    return jdbc.sql("select " + COLUMNS + " from session" + rest);
  }

  private List<SessionId> ids(String query, Object limitTime, int limit) {
    return jdbc.sql(query)
        .param("limitTime", limitTime)
        .param("limit", limit)
        .query((row, number) -> new Columns(row).session("id"))
        .list();
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }

  private Timestamp before(Duration age) {
    return Timestamp.from(clock.instant().minus(age));
  }

  private Session session(ResultSet row, int number) throws SQLException {
    Columns columns = new Columns(row);
    return new Session(
        columns.session("id"),
        columns.number("number"),
        columns.optionalAccount("account").orElse(null),
        columns.node("node"),
        columns.sessionKey("session_key"),
        TunnelAddress.of((int) columns.number("tunnel_host")),
        State.valueOf(columns.text("state")),
        Instant.ofEpochSecond(columns.number("not_after")),
        new ByteCount(columns.number("max_bytes")),
        columns.time("recorded_at"),
        columns.optionalTime("installed_at").orElse(null),
        columns.optionalTime("ended_at").orElse(null),
        columns.optionalText("reason").orElse(null),
        columns.optionalText("offer").map(text -> json.readValue(text, OFFER)).orElse(null),
        columns
            .optionalText("client_config")
            .map(text -> json.readValue(text, ClientConfig.class))
            .orElse(null),
        new ByteCount(columns.number("counted_bytes")));
  }
}
