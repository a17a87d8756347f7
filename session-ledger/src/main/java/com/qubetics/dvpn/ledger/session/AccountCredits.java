package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.ledger.session.AccountCredit.Exposure;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// All accounts' credit. What a session left unsigned is read from it as long as it has its
/// account, and then remembered as a sum without nodes or times, which grows less day by day.
@Component
class AccountCredits {
  /// Of the same node only so much counts; others are the newest.
  private static final int MOST_SESSIONS = 4_096;

  private static final Comparator<Place> ORDER =
      Comparator.comparing((Place place) -> place.account().address()).thenComparing(Place::node);

  private final JdbcClient jdbc;
  private final CreditSettings settings;
  private final Clock clock;

  AccountCredits(JdbcClient jdbc, CreditSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.clock = clock;
  }

  /// In a transaction that lets no session of the account be opened beside it.
  AccountCredit of(Account account) {
    Earlier earlier = earlier(account);
    return new AccountCredit(
        settings.first().toBytes(), earlier.signed(), earlier.left(), sessions(account));
  }

  /// The session that left most unsigned of those that can still be signed.
  Optional<SessionId> mostUnsigned(Account account, Duration lateAck) {
    return jdbc.sql(
            """
            select id from session
            where account = :account and state = 'ENDED' and ended_at > :since
              and stated_bytes > counted_bytes
            order by stated_bytes - counted_bytes desc, number limit 1
            """)
        .paramSource(Values.of("account", account).and("since", clock.instant().minus(lateAck)))
        .query(Row.as(row -> row.session("id")))
        .optional();
  }

  private List<Exposure> sessions(Account account) {
    return jdbc.sql(
            """
            select node, state in ('REQUESTED', 'ACTIVE') as alive, credit_bytes, stated_bytes,
              counted_bytes
            from session
            where account = :account
              and (state in ('REQUESTED', 'ACTIVE') or stated_bytes > counted_bytes)
            order by state in ('REQUESTED', 'ACTIVE') desc, number desc limit :most
            """)
        .paramSource(Values.of("account", account).and("most", MOST_SESSIONS))
        .query(Row.as(row -> exposure(row, row.flag("alive"))))
        .list();
  }

  private static Exposure exposure(Row row, boolean alive) throws SQLException {
    return new Exposure(
        row.node("node"),
        alive,
        row.number("credit_bytes"),
        row.number("stated_bytes"),
        row.number("counted_bytes"));
  }

  private record Earlier(long signed, long left) {}

  private Earlier earlier(Account account) {
    return jdbc.sql(
            "select pass_spent_bytes + promo_spent_bytes as signed, "
                + LEFT
                + " as remembered from allowance where account = :account")
        .paramSource(now().and("account", account))
        .query(Row.as(row -> new Earlier(row.number("signed"), row.number("remembered"))))
        .optional()
        .orElse(new Earlier(0, 0));
  }

  /// Of what was remembered, what the days since have not forgiven.
  private static final String LEFT =
      """
      greatest(0, allowance.left_bytes - coalesce(
        extract(epoch from :now - allowance.left_at) * :forgiven / 86400, 0))::bigint
      """;

  /// Takes the account from sessions that are long over and wholly sealed, and remembers what it
  /// left unsigned in them; of one node as much as its word counts. Skips what somebody holds.
  @Transactional
  void forget(Duration age) {
    List<Forgotten> forgotten = erase(clock.instant().minus(age));
    Map<Place, Long> words =
        forgotten.stream()
            .collect(
                Collectors.groupingBy(
                    Forgotten::place, Collectors.summingLong(one -> one.exposure().left())));
    new TreeMap<>(words)
        .forEach(
            (place, word) -> remember(place.account(), Math.min(word, AccountCredit.NODE_WORD)));
  }

  private List<Forgotten> erase(Instant before) {
    return jdbc.sql(
            """
            update session set account = null where id in (
              select s.id from session s
              where s.account is not null and s.state in ('REFUSED', 'ENDED')
                and s.ended_at < :before
                and not exists (select 1 from acked a join epoch e on e.number = a.epoch
                  where a.session = s.id and e.state = 'OPEN')
              for update skip locked)
            returning old.account as account, node, credit_bytes, stated_bytes, counted_bytes
            """)
        .paramSource(Values.of("before", before))
        .query(Row.as(row -> new Forgotten(row.account("account"), exposure(row, false))))
        .list();
  }

  private void remember(Account account, long left) {
    if (left > 0) {
      jdbc.sql(
              "insert into allowance (account, left_bytes, left_at) values (:account, :left, :now)"
                  + " on conflict (account) do update set left_at = :now,"
                  + " left_bytes = :left + "
                  + LEFT)
          .paramSource(now().and("account", account).and("left", left))
          .update();
    }
  }

  /// In the order in which accounts are locked.
  private record Place(Account account, NodeId node) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private record Forgotten(Account account, Exposure exposure) {
    Place place() {
      return new Place(account, exposure.node());
    }
  }

  private Values now() {
    return Values.of("now", clock.instant()).and("forgiven", settings.forgivenPerDay().toBytes());
  }
}
