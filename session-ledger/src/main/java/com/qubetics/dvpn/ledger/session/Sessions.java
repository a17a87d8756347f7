package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.SessionEvent;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.ledger.peers.NodeRevisions;
import com.qubetics.dvpn.ledger.peers.TunnelHosts;
import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.NamedLock;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.agent.PeerCode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// All sessions, and the only place where their state changes. Each change is one transaction with
/// the node's revision, the event and the signal to who waits; a change that is not allowed from
/// the session's state does nothing. Lock order: session before node.
@Component
public class Sessions {
  private static final TypeReference<Signed<Offer>> OFFER = new TypeReference<>() {};
  private static final String COLUMNS =
      """
      id, number, account, node, session_key, tunnel_address, state, not_after, max_bytes, recorded_at,
      installed_at, ended_at, reason, offer, client_config, counted_bytes
      """;

  private final JdbcClient jdbc;
  private final NodeRevisions revisions;
  private final AccountCredits credits;
  private final Outbox outbox;
  private final Signals signals;
  private final JsonMapper json;
  private final Clock clock;

  Sessions(
      JdbcClient jdbc,
      NodeRevisions revisions,
      AccountCredits credits,
      Outbox outbox,
      Signals signals,
      JsonMapper json,
      Clock clock) {
    this.jdbc = jdbc;
    this.revisions = revisions;
    this.credits = credits;
    this.outbox = outbox;
    this.signals = signals;
    this.json = json;
    this.clock = clock;
  }

  public Optional<Session> find(SessionId id) {
    return select(" where id = :id")
        .paramSource(Values.of("id", id))
        .query(Row.as(this::session))
        .optional();
  }

  /// The session, its row held until the caller's transaction ends.
  public Optional<Session> hold(SessionId id) {
    return select(" where id = :id for no key update")
        .paramSource(Values.of("id", id))
        .query(Row.as(this::session))
        .optional();
  }

  /// An account's sessions, the newest first.
  ///
  /// @param before only sessions with a lower number
  List<Session> page(Account account, long before, int limit) {
    return select(
            " where account = :account and number < :before order by number desc limit :limit")
        .paramSource(Values.of("account", account).and("before", before).and("limit", limit))
        .query(Row.as(this::session))
        .list();
  }

  /// Records a session and reserves its tunnel address and key, or says why not.
  ///
  /// @param most sessions that the account may have at a time, however many are posted at once
  @Transactional
  Reservation reserve(Account account, SessionId id, Signed<Grant> grant, int most) {
    Reservation result = reserveLocked(account, id, grant, most);
    if (!(result instanceof Reservation.Recorded)) {
      TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
    }
    return result;
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
      return new Reservation.Refused(PeerCode.TUNNEL_KEY_TAKEN.name());
    }
    AccountCredit credit = credits.of(account);
    Optional<Long> share = credit.shareAt(node);
    if (share.isEmpty()) {
      return new Reservation.Refused(PeerCode.LEFT_UNSIGNED.name());
    }
    Optional<String> address = lowestFreeAddress(node);
    if (address.isEmpty()) {
      return new Reservation.Refused(PeerCode.NODE_FULL.name());
    }
    insert(account, id, grant, address.get());
    jdbc.sql(
            """
            update session set credit_bytes = :credit, signed_before_bytes = :signed where id = :id
            """)
        .paramSource(Values.of("credit", share.get()).and("signed", credit.signed()).and("id", id))
        .update();
    announce(id, 1, node, SessionState.REQUESTED, ByteCount.ZERO);
    return new Reservation.Recorded();
  }

  /// Lets one opening of an account at a time pass until the transaction ends. Not a row lock: an
  /// account without sessions has no row.
  private void lockOpening(Account account) {
    NamedLock.await(jdbc, "session-opening/" + account);
  }

  private int countAlive(Account account) {
    return jdbc.sql(
            """
            select count(*) from session
            where account = :account and state in ('REQUESTED', 'ACTIVE')
            """)
        .paramSource(Values.of("account", account))
        .query(Integer.class)
        .single();
  }

  private boolean isTaken(Grant grant) {
    return jdbc.sql(
            """
            select exists (select 1 from session
              where node = :node and tunnel_key = :tunnelKey and holds_tunnel)
            """)
        .paramSource(Values.of("node", grant.node()).and("tunnelKey", grant.tunnelKey()))
        .query(Boolean.class)
        .single();
  }

  /// Of the node's network as it is; sessions may hold addresses of an earlier one.
  private Optional<String> lowestFreeAddress(NodeId node) {
    return jdbc.sql(
            """
            select candidate.address as free from (
              select tunnel_network, host(tunnel_network)::inet as base
              from node where id = :node) n
            cross join lateral (
              select n.base + :first::bigint as address
              union all
              select s.tunnel_address + 1 from session s
              where s.node = :node and s.holds_tunnel and s.tunnel_address << n.tunnel_network
            ) candidate
            where candidate.address <= n.base + :last::bigint and not exists (
              select 1 from session s
              where s.node = :node and s.holds_tunnel and s.tunnel_address = candidate.address)
            order by candidate.address limit 1
            """)
        .paramSource(
            Values.of("first", TunnelHosts.FIRST).and("last", TunnelHosts.LAST).and("node", node))
        .query(Row.as(row -> row.text("free")))
        .optional();
  }

  private void insert(Account account, SessionId id, Signed<Grant> signed, String address) {
    Grant grant = signed.message();
    jdbc.sql(
            """
            insert into session (id, account, node, session_key, tunnel_key, max_bytes, not_before,
              not_after, nonce, grant_signature, tunnel_address, state, recorded_at)
            values (:id, :account, :node, :sessionKey, :tunnelKey, :maxBytes, :notBefore,
              :notAfter, :nonce, :signature, :address::inet, 'REQUESTED', :now)
            """)
        .paramSource(
            Values.of("id", id)
                .and("account", account)
                .and("node", grant.node())
                .and("sessionKey", grant.sessionKey())
                .and("tunnelKey", grant.tunnelKey())
                .and("maxBytes", grant.maxBytes())
                .and("notBefore", grant.notBefore())
                .and("notAfter", grant.notAfter())
                .and("nonce", grant.nonce())
                .and("signature", signed.signature())
                .and("address", address)
                .and("now", clock.instant()))
        .update();
  }

  /// The node has installed it: REQUESTED → ACTIVE.
  @Transactional
  boolean activate(SessionId id, Signed<Offer> offer, ClientConfig clientConfig) {
    return change(
        """
        update session set state = 'ACTIVE', version = version + 1, installed_at = :now,
          offer = :offer, client_config = :clientConfig
        where id = :id and state = 'REQUESTED'
        """,
        id,
        SessionState.ACTIVE,
        Values.of("offer", json.writeValueAsString(offer))
            .and("clientConfig", json.writeValueAsString(clientConfig)));
  }

  /// It never began: REQUESTED → REFUSED.
  ///
  /// @param removed whether the node itself says that it has no such peer
  @Transactional
  boolean refuse(SessionId id, String reason, boolean removed) {
    return change(
        """
        update session set state = 'REFUSED', version = version + 1, ended_at = :now,
          reason = :reason, holds_tunnel = not :removed, closed_bytes = stated_bytes
        where id = :id and state = 'REQUESTED'
        """,
        id,
        SessionState.REFUSED,
        Values.of("reason", reason).and("removed", removed));
  }

  /// It is over: REQUESTED or ACTIVE → ENDED.
  @Transactional
  public boolean end(SessionId id, String reason) {
    return change(
        """
        update session set state = 'ENDED', version = version + 1, ended_at = :now,
          reason = :reason, closed_bytes = stated_bytes
        where id = :id and state in ('REQUESTED', 'ACTIVE')
        """,
        id,
        SessionState.ENDED,
        Values.of("reason", reason));
  }

  /// The node has removed the peer: address and key are free.
  void freeTunnel(SessionId id) {
    jdbc.sql(
            """
            update session set holds_tunnel = false
            where id = :id and holds_tunnel and state in ('REFUSED', 'ENDED')
            """)
        .paramSource(Values.of("id", id))
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
        .paramSource(Values.of("before", before(age)))
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

  void deleteOlderThan(Duration age) {
    jdbc.sql(
            """
            delete from session where id in (
              select id from session where account is null and ended_at < :before
              for update skip locked)
            """)
        .paramSource(Values.of("before", before(age)))
        .update();
  }

  private boolean change(String update, SessionId id, SessionState state, Values values) {
    Optional<Changed> changed =
        jdbc.sql(update + " returning node, version, counted_bytes")
            .paramSource(values.and("id", id).and("now", clock.instant()))
            .query(
                Row.as(
                    row ->
                        new Changed(
                            row.node("node"),
                            row.number("version"),
                            row.byteCount("counted_bytes"))))
            .optional();
    changed.ifPresent(
        now -> {
          announce(id, now.version(), now.node(), state, now.counted());
          revisions.raise(now.node(), id);
        });
    return changed.isPresent();
  }

  private void announce(
      SessionId id, long version, NodeId node, SessionState state, ByteCount counted) {
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
        .paramSource(Values.of("limitTime", limitTime).and("limit", limit))
        .query(Row.as(row -> row.session("id")))
        .list();
  }

  private Instant before(Duration age) {
    return clock.instant().minus(age);
  }

  private Session session(Row row) throws SQLException {
    return new Session(
        row.session("id"),
        row.number("number"),
        row.nullable("account", Row::account),
        row.node("node"),
        row.sessionKey("session_key"),
        row.text("tunnel_address"),
        row.constant("state", SessionState.class),
        Instant.ofEpochSecond(row.number("not_after")),
        row.byteCount("max_bytes"),
        row.time("recorded_at"),
        row.nullable("installed_at", Row::time),
        row.nullable("ended_at", Row::time),
        row.nullable("reason", Row::text),
        row.optional("offer", Row::text).map(text -> json.readValue(text, OFFER)).orElse(null),
        row.optional("client_config", Row::text)
            .map(text -> json.readValue(text, ClientConfig.class))
            .orElse(null),
        row.byteCount("counted_bytes"));
  }
}
