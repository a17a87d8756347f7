package com.qubetics.dvpn.events;

import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A fresh database and fresh topics on the shared engines, and the parts under test on them.
final class EventsStage {
  private static final AtomicInteger COUNT = new AtomicInteger();

  final DataSource dataSource;
  final KafkaLink kafka;
  final JdbcClient jdbc;
  final TransactionTemplate transaction;
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Readings readings = new Readings(metrics, System::nanoTime);
  private final JdbcTransactionManager transactions;

  EventsStage() {
    String name = "events_%s".formatted(COUNT.incrementAndGet());
    var database = Postgres.shared().database(name);
    dataSource =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    Flyway.configure().dataSource(dataSource).locations("classpath:db/events").load().migrate();
    jdbc = JdbcClient.create(dataSource);
    transactions = new JdbcTransactionManager(dataSource);
    transaction = new TransactionTemplate(transactions);
    kafka =
        new KafkaLink(
            new EventsSettings(
                new EventsSettings.Kafka(Kafka.shared().bootstrap(), "", ""),
                new EventsSettings.TopicNames(name + ".")));
  }

  OutboxRelay relay() {
    return new OutboxRelay(dataSource, new KafkaPublisher(kafka), published(), metrics);
  }

  /// As a process that has just started has it.
  Published published() {
    return new Published(kafka, jdbc, metrics);
  }

  EventConsumer consumer() {
    return new EventConsumer(kafka, dataSource, transactions, metrics, readings);
  }

  Outbox outbox() {
    return new Outbox(dataSource, () -> {});
  }

  void appendEpochs(int from, int to) {
    transaction.executeWithoutResult(
        status -> {
          for (int epoch = from; epoch < to; epoch++) {
            outbox().append(Topic.EPOCH_SEALED, Integer.toString(epoch), epoch(epoch));
          }
        });
  }

  /// All epochs that the topic holds, as a new reader gets them.
  List<Long> publishedEpochs() throws Exception {
    List<Long> epochs = new CopyOnWriteArrayList<>();
    var reader = new SnapshotReader(kafka, metrics, readings);
    try {
      reader
          .follow(Topic.EPOCH_SEALED, Seal.class, event -> epochs.add(event.epoch()))
          .get(30, TimeUnit.SECONDS);
    } finally {
      reader.destroy();
    }
    return List.copyOf(epochs);
  }

  static Seal epoch(long epoch) {
    return new Seal(
        epoch, 1, Seal.Kind.SESSIONS, Bytes32.ZERO, 0, BigInteger.valueOf(epoch), Bytes32.ZERO);
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 30 s: " + what);
      }
      Thread.sleep(20);
    }
  }
}
