package com.qubetics.dvpn.rewards.vault;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/// Sends each thing to the vault once, and again only after it failed: an attempt is a row with a
/// unique key, written in the transaction that hands the call over, so that of several replicas one
/// sends.
@Component
public final class Intents {
  private final JdbcClient jdbc;
  private final Vault vault;
  private final TransactionOperations transactions;
  private final Clock clock;
  private final VaultSettings settings;

  Intents(
      JdbcClient jdbc,
      Vault vault,
      TransactionOperations transactions,
      Clock clock,
      VaultSettings settings) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.transactions = transactions;
    this.clock = clock;
    this.settings = settings;
  }

  /// What is to be done; with a number it is one intent.
  public enum Purpose {
    PROPOSE,
    FINALISE
  }

  /// Calls `send` with the intent's name, unless an attempt is under way, is done, or failed only
  /// just now.
  public void sendOnce(Purpose purpose, long subject, Consumer<String> send) {
    Optional<Attempt> last = last(purpose, subject);
    if (last.isPresent() && !mayFollow(purpose, subject, last.get())) {
      return;
    }
    int attempt = last.map(Attempt::number).orElse(0) + 1;
    transactions.executeWithoutResult(
        status -> {
          if (begin(purpose, subject, attempt)) {
            send.accept(name(purpose, subject, attempt));
          }
        });
  }

  private boolean mayFollow(Purpose purpose, long subject, Attempt attempt) {
    return vault.progress(name(purpose, subject, attempt.number())) == Vault.Progress.FAILED
        && clock.instant().isAfter(attempt.sentAt().plus(settings.retryAfter()));
  }

  private Optional<Attempt> last(Purpose purpose, long subject) {
    return jdbc.sql(
            """
            select attempt, sent_at from vault_intent where purpose = ? and subject = ?
            order by attempt desc limit 1
            """)
        .params(purpose.name(), subject)
        .query(
            (row, index) ->
                new Attempt(row.getInt("attempt"), row.getTimestamp("sent_at").toInstant()))
        .optional();
  }

  private boolean begin(Purpose purpose, long subject, int attempt) {
    return jdbc.sql("insert into vault_intent values (?, ?, ?, ?) on conflict do nothing")
            .params(purpose.name(), subject, attempt, Timestamp.from(clock.instant()))
            .update()
        == 1;
  }

  private static String name(Purpose purpose, long subject, int attempt) {
    return "%s-%s-%s".formatted(purpose.name().toLowerCase(Locale.ROOT), subject, attempt);
  }

  private record Attempt(int number, Instant sentAt) {}
}
