package com.qubetics.dvpn.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class NamedLockIT {
  private static final Database DATABASE = Postgres.shared().database("locks");

  private final DriverManagerDataSource source =
      new DriverManagerDataSource(DATABASE.jdbcUrl(), DATABASE.username(), DATABASE.password());
  private final JdbcClient jdbc = JdbcClient.create(source);
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(source));

  @Test
  void isHeldByOneTransactionUntilItEnds() {
    inTransaction(
        mine -> {
          assertThat(NamedLock.attempt(jdbc, "a")).isTrue();
          assertThat(inAnother("a")).isFalse();
          assertThat(inAnother("b")).isTrue();
        });

    assertThat(inAnother("a")).isTrue();
  }

  @Test
  void isWaitedFor() throws Exception {
    CompletableFuture<Void> waiting =
        transaction.execute(
            status -> {
              NamedLock.await(jdbc, "a");
              CompletableFuture<Void> other =
                  CompletableFuture.runAsync(
                      () -> inTransaction(theirs -> NamedLock.await(jdbc, "a")));
              while (waiters() == 0) {
                Thread.onSpinWait();
              }
              assertThat(other).isNotDone();
              return other;
            });

    waiting.get(10, TimeUnit.SECONDS);
  }

  private int waiters() {
    return jdbc.sql(
            """
            select count(*) from pg_locks l join pg_database d on d.oid = l.database
            where l.locktype = 'advisory' and not l.granted and d.datname = current_database()
            """)
        .query(Integer.class)
        .single();
  }

  private void inTransaction(Consumer<JdbcClient> action) {
    transaction.executeWithoutResult(status -> action.accept(jdbc));
  }

  /// Whether another transaction gets it.
  private boolean inAnother(String name) {
    return CompletableFuture.supplyAsync(
            () -> Boolean.TRUE.equals(transaction.execute(status -> NamedLock.attempt(jdbc, name))))
        .join();
  }
}
