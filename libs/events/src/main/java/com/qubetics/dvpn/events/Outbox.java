package com.qubetics.dvpn.events;

import com.qubetics.dvpn.sql.Values;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Records waiting in the service's own database for their way to Kafka. What is appended in a
/// transaction is sent if and only if that transaction commits, at least once, and in order per key
/// as long as writers of a key exclude each other (they hold the row their version comes from).
public final class Outbox {
  private final JdbcClient jdbc;
  private final Runnable committed;

  Outbox(DataSource dataSource, Runnable committed) {
    this.jdbc = JdbcClient.create(dataSource);
    this.committed = committed;
  }

  /// Adds a record to the caller's transaction.
  ///
  /// @param key names what the record is about; records of a key keep their order
  /// @throws IllegalStateException without a transaction
  public void append(Topic topic, String key, Object record) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("outbox: no transaction (expected: the caller's)");
    }
    if (!topic.type().isInstance(record)) {
      throw new IllegalArgumentException(
          "record: %s (expected: %s)"
              .formatted(record.getClass().getSimpleName(), topic.type().getSimpleName()));
    }
    jdbc.sql("insert into event_outbox (topic, key, record) values (:topic, :key, :record)")
        .paramSource(
            Values.of("topic", topic)
                .and("key", key)
                .and("record", EventJson.MAPPER.writeValueAsString(record)))
        .update();
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            committed.run();
          }
        });
  }
}
