package com.qubetics.dvpn.events;

import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.loop.spring.LoopLifecycle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sees for how long Kafka has given no answer, and how old the outbox's oldest record is. Both
/// grow on while nothing answers: not to know is not to be well.
final class EventsWatch implements LoopLifecycle {
  private static final Logger log = LoggerFactory.getLogger(EventsWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration WAIT = Duration.ofSeconds(4);

  private final KafkaLink kafka;
  private final @Nullable JdbcClient database;
  private final LongSupplier nanos;
  private final Loop loop;
  private @Nullable Admin admin; // of the loop's thread

  private volatile long answeredAt;
  private volatile Seen outbox;

  /// @param at when it was looked at
  /// @param oldest age of its oldest record then
  private record Seen(long at, Duration oldest) {}

  /// @param database where the outbox is; null: this process has none
  /// @param nanos a clock that is never set, such as [System#nanoTime]
  EventsWatch(
      KafkaLink kafka, @Nullable JdbcClient database, LongSupplier nanos, MeterRegistry metrics) {
    this.kafka = kafka;
    this.database = database;
    this.nanos = nanos;
    this.answeredAt = nanos.getAsLong();
    this.outbox = new Seen(answeredAt, Duration.ZERO);
    Counter failures = metrics.counter("dvpn_events_watch_failures_total");
    this.loop = new Loop("events-watch", this::look, e -> failures.increment());
    Gauge.builder("dvpn_events_kafka_silence_seconds", () -> kafkaSilence().toSeconds())
        .register(metrics);
    if (database != null) {
      Gauge.builder(
              "dvpn_events_outbox_age_seconds",
              () -> outboxAge().map(Duration::toSeconds).orElse(0L))
          .register(metrics);
    }
  }

  /// Since Kafka last answered; before it ever did, since the start.
  Duration kafkaSilence() {
    return Duration.ofNanos(nanos.getAsLong() - answeredAt);
  }

  /// Age of the oldest record that waits in the outbox, zero if none does; empty without an outbox.
  Optional<Duration> outboxAge() {
    if (database == null) {
      return Optional.empty();
    }
    Seen last = outbox;
    Duration since = Duration.ofNanos(nanos.getAsLong() - last.at());
    boolean fresh = since.compareTo(EVERY.multipliedBy(3)) < 0;
    return Optional.of(fresh ? last.oldest() : last.oldest().plus(since));
  }

  private Duration look() {
    askKafka();
    if (database != null) {
      outbox = new Seen(nanos.getAsLong(), oldest(database));
    }
    return EVERY;
  }

  private void askKafka() {
    try {
      if (admin == null) {
        admin = kafka.admin();
      }
      admin.describeCluster().clusterId().get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      answeredAt = nanos.getAsLong();
      // Others wait for the topics, whether their owner has anything to write or not.
      kafka.ensureTopics();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.debug("kafka gives no answer", e);
      if (e.getCause() instanceof AuthenticationException) {
        // One that was refused asks no more for a while; a new one reads the password again.
        closeAdmin();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration oldest(JdbcClient database) {
    return database
        .sql(
            """
            select (extract(epoch from clock_timestamp() - at) * 1000)::bigint
            from event_outbox order by id limit 1""")
        .query(Long.class)
        .optional()
        .map(millis -> Duration.ofMillis(Math.max(0, millis)))
        .orElse(Duration.ZERO);
  }

  private void closeAdmin() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
      admin = null;
    }
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void stop() {
    loop.stop();
    closeAdmin();
  }
}
