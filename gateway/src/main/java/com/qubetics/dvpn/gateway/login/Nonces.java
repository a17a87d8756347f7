package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import com.qubetics.dvpn.wire.login.LoginNonce;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/// Login nonces: 16 random bytes, each good for one login within its lifetime (invariant I10).
@Repository
class Nonces {
  private static final int LENGTH = 16;

  private final JdbcClient jdbc;
  private final SecureRandom random;
  private final Clock clock;
  private final LoginSettings settings;

  Nonces(JdbcClient jdbc, SecureRandom random, Clock clock, LoginSettings settings) {
    this.jdbc = jdbc;
    this.random = random;
    this.clock = clock;
    this.settings = settings;
  }

  LoginNonce issue() {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    LoginNonce nonce =
        new LoginNonce(
            HexFormat.of().formatHex(bytes),
            clock.instant().plus(settings.nonceLifetime()).truncatedTo(ChronoUnit.SECONDS),
            null);
    jdbc.sql("insert into login_nonce (nonce, expires_at) values (:nonce, :end)")
        .paramSource(Values.of("nonce", nonce.nonce()).and("end", nonce.expiresAt()))
        .update();
    return nonce;
  }

  /// Takes the nonce out, so that of any number of concurrent callers one gets it. Inside the
  /// caller's transaction: a login that fails after this leaves the nonce as it was.
  Consumed consume(String nonce) {
    Instant now = clock.instant();
    return jdbc.sql("delete from login_nonce where nonce = :nonce returning expires_at")
        .param("nonce", nonce)
        .query(Row.as(row -> row.time("expires_at")))
        .optional()
        .map(end -> new TimeGap(end, now))
        .<Consumed>map(
            end -> end.stated().isAfter(now) ? new Consumed.Now() : new Consumed.TooLate(end))
        .orElseGet(Consumed.Unknown::new);
  }

  /// What a caller got of a nonce.
  sealed interface Consumed {
    /// It is the caller's, and nobody else's again.
    record Now() implements Consumed {}

    record TooLate(TimeGap end) implements Consumed {}

    /// Used, swept after its end, or never given.
    record Unknown() implements Consumed {}
  }

  @Scheduled(fixedDelayString = "PT1M")
  void sweep() {
    jdbc.sql("delete from login_nonce where expires_at <= :now")
        .paramSource(Values.of("now", clock.instant()))
        .update();
  }
}
