package com.qubetics.dvpn.gateway.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.TimeGap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/// The app keys that wallets have delegated. A key belongs to the first account that delegated it
/// for as long as its row is kept (a day beyond its end), and a revoked key never comes back: an
/// app makes a fresh one.
@Repository
public class AppKeys {
  private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

  private final JdbcClient jdbc;
  private final Clock clock;

  AppKeys(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Delegation(
      AppKey appKey,
      Account account,
      Instant delegatedAt,
      Instant expiresAt,
      @Nullable Instant revokedAt) {}

  /// @return false if the key is another account's, or was revoked
  boolean delegate(Account account, AppKey appKey, Instant expiresAt) {
    return jdbc.sql(
                """
                insert into app_key as known (app_key, account, delegated_at, expires_at)
                values (:appKey, :account, :now, :expiresAt)
                on conflict (app_key) do update
                set delegated_at = excluded.delegated_at, expires_at = excluded.expires_at
                where known.account = excluded.account and known.revoked_at is null
                """)
            .param("appKey", appKey.address().bytes())
            .param("account", account.address().bytes())
            .param("now", Timestamp.from(clock.instant()))
            .param("expiresAt", Timestamp.from(expiresAt))
            .update()
        == 1;
  }

  /// The delegation of a key that is neither over nor revoked.
  Optional<Delegation> live(AppKey appKey) {
    return jdbc.sql(
            "select * from app_key where app_key = ? and revoked_at is null and expires_at > ?")
        .params(appKey.address().bytes(), Timestamp.from(clock.instant()))
        .query(AppKeys::delegation)
        .optional();
  }

  /// The end of a delegation that time alone has ended; told to the holder of the key only.
  Optional<TimeGap> ended(AppKey appKey) {
    Instant now = clock.instant();
    return jdbc.sql("select * from app_key where app_key = ? and revoked_at is null")
        .param(appKey.address().bytes())
        .query(AppKeys::delegation)
        .optional()
        .map(known -> new TimeGap(known.expiresAt(), now))
        .filter(end -> !end.stated().isAfter(now));
  }

  /// Whether `account` still lets `appKey` act for it; asked for each request, so that a revocation
  /// works at once and on every replica.
  boolean isLive(Account account, AppKey appKey) {
    return live(appKey).filter(known -> known.account().equals(account)).isPresent();
  }

  /// Some of an account's, by the bytes of the key: an order that no delegation changes, so that
  /// pages miss none.
  ///
  /// @param after the last one of the page before
  List<Delegation> of(Account account, Optional<AppKey> after, int limit) {
    return jdbc.sql(
            "select * from app_key where account = ? and app_key > ? order by app_key limit ?")
        .params(
            account.address().bytes(),
            after.map(key -> key.address().bytes()).orElse(new byte[0]),
            limit)
        .query(AppKeys::delegation)
        .list();
  }

  /// @return false if `account` has no such key
  boolean revoke(Account account, AppKey appKey) {
    return jdbc.sql(
                """
                update app_key set revoked_at = coalesce(revoked_at, ?)
                where app_key = ? and account = ?
                """)
            .params(
                Timestamp.from(clock.instant()),
                appKey.address().bytes(),
                account.address().bytes())
            .update()
        == 1;
  }

  @Scheduled(fixedDelayString = "PT10M")
  void sweep() {
    jdbc.sql("delete from app_key where expires_at <= ?")
        .param(Timestamp.from(clock.instant().minus(KEPT_AFTER_END)))
        .update();
  }

  private static Delegation delegation(ResultSet row, int number) throws SQLException {
    Timestamp revokedAt = row.getTimestamp("revoked_at");
    return new Delegation(
        new AppKey(Address.of(row.getBytes("app_key"))),
        new Account(Address.of(row.getBytes("account"))),
        row.getTimestamp("delegated_at").toInstant(),
        row.getTimestamp("expires_at").toInstant(),
        revokedAt == null ? null : revokedAt.toInstant());
  }
}
