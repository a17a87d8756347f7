package com.qubetics.dvpn.events;

import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.loop.spring.LoopLifecycle;
import com.qubetics.dvpn.sql.NamedLock;
import com.qubetics.dvpn.sql.Row;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Brings the outbox to Kafka. How it works, and why: one transaction takes the oldest rows out by
/// `delete … returning`, the publisher waits until the broker has them all, and only then the
/// transaction commits. Whatever dies in between, the rows are still there and are sent again: at
/// least once, never lost. A named lock held by that transaction lets one replica relay at a time,
/// so that no batch overtakes another.
final class OutboxRelay implements LoopLifecycle {
  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 1_000;
  private static final Duration IDLE = Duration.ofMillis(500);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Publisher publisher;
  private final Published published;
  private final Counter relayed;
  private final Loop loop;
  private String reason = ""; // of the loop's thread

  OutboxRelay(
      DataSource dataSource, Publisher publisher, Published published, MeterRegistry metrics) {
    this.jdbc = JdbcClient.create(dataSource);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    this.publisher = publisher;
    this.published = published;
    this.relayed = metrics.counter("dvpn_events_relayed_total");
    Counter failures = metrics.counter("dvpn_events_relay_failures_total");
    this.loop = new Loop("outbox-relay", this::relayWaiting, e -> failures.increment());
  }

  /// Says that something was committed.
  void wake() {
    loop.wake();
  }

  /// Sends one batch and says how many records it had; 0 also if another replica is relaying.
  int relayBatch() {
    Integer sent =
        transaction.execute(
            status -> {
              if (!isMine() || !doesAnyWait()) {
                return 0;
              }
              UUID database = published.check();
              List<OutboxRow> batch = take();
              published.advance(publisher.publish(database, batch));
              return batch.size();
            });
    relayed.increment(sent);
    return sent;
  }

  private Duration relayWaiting() {
    try {
      return relayBatch() > 0 ? Duration.ZERO : IDLE;
    } catch (OlderDatabaseException e) {
      if (!reason.equals(e.getMessage())) {
        reason = String.valueOf(e.getMessage());
        log.error("nothing is published: {}; {}", reason, Published.REMEDY);
      }
      throw e;
    }
  }

  private boolean isMine() {
    return NamedLock.attempt(jdbc, "outbox-relay");
  }

  private boolean doesAnyWait() {
    return jdbc.sql("select exists (select from event_outbox)").query(Boolean.class).single();
  }

  private List<OutboxRow> take() {
    return jdbc
        .sql(
            """
            delete from event_outbox where id in (
              select id from event_outbox order by id limit :limit for update skip locked)
            returning id, event, topic, key, record
            """)
        .param("limit", BATCH)
        .query(
            Row.as(
                row ->
                    new OutboxRow(
                        row.number("id"),
                        row.uuid("event"),
                        row.constant("topic", Topic.class),
                        row.text("key"),
                        row.text("record"))))
        .list()
        .stream()
        .sorted(Comparator.comparingLong(OutboxRow::id))
        .toList();
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void stop() {
    loop.stop();
    publisher.close();
  }
}
