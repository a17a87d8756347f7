package com.qubetics.dvpn.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Brings the outbox to Kafka. How it works, and why: one transaction takes the oldest rows out by
/// `delete … returning`, the publisher waits until the broker has them all, and only then the
/// transaction commits. Whatever dies in between, the rows are still there and are sent again: at
/// least once, never lost. An advisory lock held by that transaction lets one replica relay at a
/// time, so that no batch overtakes another.
final class OutboxRelay implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
  private static final long LOCK = 0x6476706e6f757462L; // "dvpnoutb"
  private static final int BATCH = 1_000;
  private static final Duration IDLE = Duration.ofMillis(500);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Publisher publisher;
  private final Counter relayed;
  private final Pause pause = new Pause();
  private final Worker worker;

  OutboxRelay(DataSource dataSource, Publisher publisher, MeterRegistry metrics) {
    this.jdbc = JdbcClient.create(dataSource);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    this.publisher = publisher;
    this.relayed = metrics.counter("dvpn_events_relayed_total");
    Counter failures = metrics.counter("dvpn_events_relay_failures_total");
    this.worker =
        new Worker("outbox-relay", pause, this::relayWaiting, failures, log, publisher::close);
  }

  /// Says that something was committed.
  void wake() {
    pause.end();
  }

  /// Sends one batch and says how many records it had; 0 also if another replica is relaying.
  int relayBatch() {
    Integer sent =
        transaction.execute(
            status -> {
              if (!isMine()) {
                return 0;
              }
              List<Waiting> batch = take();
              if (!batch.isEmpty()) {
                publisher.publish(batch);
              }
              return batch.size();
            });
    relayed.increment(sent);
    return sent;
  }

  private void relayWaiting() {
    while (worker.isRunning() && relayBatch() > 0) {
      // Until nothing waits.
    }
    pause.await(IDLE);
  }

  private boolean isMine() {
    return jdbc.sql("select pg_try_advisory_xact_lock(?)")
        .param(LOCK)
        .query(Boolean.class)
        .single();
  }

  private List<Waiting> take() {
    return jdbc
        .sql(
            """
            delete from event_outbox where id in (
              select id from event_outbox order by id limit ? for update skip locked)
            returning id, event, topic, key, record""")
        .param(BATCH)
        .query(
            (row, n) ->
                new Waiting(
                    row.getLong("id"),
                    row.getObject("event", UUID.class),
                    Topic.valueOf(row.getString("topic")),
                    row.getString("key"),
                    row.getString("record")))
        .list()
        .stream()
        .sorted(Comparator.comparingLong(Waiting::id))
        .toList();
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }
}
