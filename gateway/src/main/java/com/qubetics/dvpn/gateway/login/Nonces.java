package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.protocol.value.TimeGap;
import java.security.SecureRandom;
import java.sql.Timestamp;
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

  record Nonce(String nonce, Instant expiresAt) {}

  Nonce issue() {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    Nonce nonce =
        new Nonce(
            HexFormat.of().formatHex(bytes),
            clock.instant().plus(settings.nonceLifetime()).truncatedTo(ChronoUnit.SECONDS));
    jdbc.sql("insert into login_nonce (nonce, expires_at) values (?, ?)")
        .params(nonce.nonce(), Timestamp.from(nonce.expiresAt()))
        .update();
    return nonce;
  }

  /// Takes the nonce out, so that of any number of concurrent callers one gets it. Inside the
  /// caller's transaction: a login that fails after this leaves the nonce as it was.
  Consumed consume(String nonce) {
    Instant now = clock.instant();
    return jdbc.sql("delete from login_nonce where nonce = ? returning expires_at")
        .param(nonce)
        .query(Timestamp.class)
        .optional()
        .map(end -> new TimeGap(end.toInstant(), now))
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
    jdbc.sql("delete from login_nonce where expires_at <= ?")
        .param(Timestamp.from(clock.instant()))
        .update();
  }
}
