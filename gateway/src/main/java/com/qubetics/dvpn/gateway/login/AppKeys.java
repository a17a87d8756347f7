package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.login.AccountSignature;
import com.qubetics.dvpn.wire.login.Delegation;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The app keys that wallets have delegated. A key belongs to the first account that delegated it
/// for as long as its row is kept (a day beyond its end), and a revoked key never comes back: an
/// app makes a fresh one.
@Repository
class AppKeys {
  private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

  private final JdbcClient jdbc;
  private final Clock clock;

  AppKeys(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// @param contract what the account's contract took; empty if a key signed
  /// @return false if the key is another account's, or was revoked
  boolean delegate(
      Account account, AppKey appKey, Instant expiresAt, Optional<AccountSignature> contract) {
    return jdbc.sql(
                """
                insert into app_key as known
                (app_key, account, delegated_at, expires_at, contract_hash, contract_signature)
                values (:appKey, :account, :now, :expiresAt, :hash, :signature)
                on conflict (app_key) do update
                set delegated_at = excluded.delegated_at, expires_at = excluded.expires_at,
                    contract_hash = excluded.contract_hash,
                    contract_signature = excluded.contract_signature
                where known.account = excluded.account and known.revoked_at is null
                """)
            .paramSource(
                Values.of("appKey", appKey)
                    .and("account", account)
                    .and("now", clock.instant())
                    .and("expiresAt", expiresAt)
                    .and("hash", contract.map(AccountSignature::hash).orElse(null))
                    .and("signature", contract.map(AccountSignature::bytes).orElse(null)))
            .update()
        == 1;
  }

  /// What the contract of a live delegation's account took; empty if a key signed. In a transaction
  /// of its own, so that none holds a connection while the contract is asked again.
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  Optional<AccountSignature> contractSignature(AppKey appKey) {
    return jdbc.sql(
            """
            select * from app_key where app_key = :appKey and contract_hash is not null
              and revoked_at is null and expires_at > :now
            """)
        .paramSource(Values.of("appKey", appKey).and("now", clock.instant()))
        .query(
            Row.as(
                row ->
                    new AccountSignature(
                        row.account("account"),
                        row.bytes32("contract_hash"),
                        Hex.format(row.bytes("contract_signature")))))
        .optional();
  }

  /// The delegation of a key that is neither over nor revoked.
  Optional<Delegation> live(AppKey appKey) {
    return jdbc.sql(
            """
            select * from app_key
            where app_key = :appKey and revoked_at is null and expires_at > :now
            """)
        .paramSource(Values.of("appKey", appKey).and("now", clock.instant()))
        .query(Row.as(AppKeys::delegation))
        .optional();
  }

  /// The end of a delegation that time alone has ended; told to the holder of the key only.
  Optional<TimeGap> ended(AppKey appKey) {
    Instant now = clock.instant();
    return jdbc.sql("select * from app_key where app_key = :appKey and revoked_at is null")
        .paramSource(Values.of("appKey", appKey))
        .query(Row.as(AppKeys::delegation))
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
            """
            select * from app_key where account = :account and app_key > :after
            order by app_key limit :limit
            """)
        .paramSource(
            Values.of("account", account)
                .and("after", after.map(key -> key.address().bytes()).orElse(new byte[0]))
                .and("limit", limit))
        .query(Row.as(AppKeys::delegation))
        .list();
  }

  /// @return false if `account` has no such key
  boolean revoke(Account account, AppKey appKey) {
    return jdbc.sql(
                """
                update app_key set revoked_at = coalesce(revoked_at, :now)
                where app_key = :appKey and account = :account
                """)
            .paramSource(
                Values.of("now", clock.instant()).and("appKey", appKey).and("account", account))
            .update()
        == 1;
  }

  @Scheduled(fixedDelayString = "PT10M")
  void sweep() {
    jdbc.sql("delete from app_key where expires_at <= :before")
        .paramSource(Values.of("before", clock.instant().minus(KEPT_AFTER_END)))
        .update();
  }

  private static Delegation delegation(Row row) throws SQLException {
    return new Delegation(
        row.appKey("app_key"),
        row.account("account"),
        row.time("delegated_at"),
        row.time("expires_at"),
        row.nullable("revoked_at", Row::time));
  }
}
