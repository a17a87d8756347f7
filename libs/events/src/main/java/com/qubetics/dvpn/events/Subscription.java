package com.qubetics.dvpn.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/// One topic's way into one database. Replicas may all read; the row of `event_position`, locked
/// for each record, decides which of them applies it.
final class Subscription<T> {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final int TRIES = 4;

  private final KafkaLink kafka;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Readings.Reading reading;
  private final Topic topic;
  private final Class<T> type;
  private final Consumer<T> handler;
  private final Counter consumed;
  private final Counter parked;
  private final Pause pause = new Pause();
  private final Worker worker;

  Subscription(
      KafkaLink kafka,
      DataSource dataSource,
      PlatformTransactionManager transactions,
      MeterRegistry metrics,
      Readings.Reading reading,
      Topic topic,
      Class<T> type,
      Consumer<T> handler) {
    this.kafka = kafka;
    this.jdbc = JdbcClient.create(dataSource);
    this.transaction = new TransactionTemplate(transactions);
    this.reading = reading;
    this.topic = topic;
    this.type = type;
    this.handler = handler;
    this.consumed = metrics.counter("dvpn_events_consumed_total", "topic", topic.bareName());
    this.parked = metrics.counter("dvpn_events_parked_total", "topic", topic.bareName());
    Counter failures =
        metrics.counter("dvpn_events_consumer_failures_total", "topic", topic.bareName());
    this.worker =
        new Worker("events-" + topic.bareName(), pause, this::read, failures, log, () -> {});
  }

  void start() {
    worker.start();
  }

  void stop() {
    worker.stop();
  }

  private void read() {
    kafka.ensureTopics();
    try (var consumer = kafka.consumer()) {
      List<TopicPartition> partitions = kafka.partitions(consumer, topic);
      consumer.assign(partitions);
      for (TopicPartition partition : partitions) {
        consumer.seek(partition, position(partition.partition()).orElse(0L));
      }
      while (worker.isRunning()) {
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          if (!worker.isRunning()) {
            return;
          }
          handle(record);
        }
        reading.look(consumer, partitions);
      }
    }
  }

  private void handle(ConsumerRecord<String, String> record) {
    T event;
    try {
      event = EventJson.MAPPER.readValue(record.value(), type);
    } catch (JacksonException | IllegalArgumentException e) {
      park(record, e);
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        transaction.executeWithoutResult(status -> apply(record, event));
        return;
      } catch (TransientDataAccessException
          | DataAccessResourceFailureException
          | TransactionException e) {
        throw e; // The database is in trouble, not the record: begin again at the position.
      } catch (RuntimeException e) {
        if (attempt == TRIES || !worker.isRunning()) {
          park(record, e);
          return;
        }
        pause.await(RETRY.multipliedBy(attempt));
      }
    }
  }

  private void apply(ConsumerRecord<String, String> record, T event) {
    if (record.offset() < lockedPosition(record.partition())) {
      return;
    }
    if (isNew(record)) {
      handler.accept(event);
      consumed.increment();
    }
    advance(record);
  }

  private void park(ConsumerRecord<String, String> record, RuntimeException reason) {
    if (!worker.isRunning()) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          if (record.offset() < lockedPosition(record.partition())) {
            return;
          }
          jdbc.sql(
                  """
                  insert into event_parked (topic, partition, "offset", key, record, reason)
                  values (?, ?, ?, ?, ?, ?) on conflict do nothing""")
              .params(
                  topic.name(),
                  record.partition(),
                  record.offset(),
                  record.key(),
                  record.value(),
                  String.valueOf(reason.getMessage()))
              .update();
          advance(record);
          parked.increment();
        });
    log.error(
        "event parked topic={} partition={} offset={}",
        topic.bareName(),
        record.partition(),
        record.offset(),
        reason);
  }

  private Optional<Long> position(int partition) {
    return jdbc.sql("select next_offset from event_position where topic = ? and partition = ?")
        .params(topic.name(), partition)
        .query(Long.class)
        .optional();
  }

  private long lockedPosition(int partition) {
    jdbc.sql(
            """
            insert into event_position (topic, partition, next_offset) values (?, ?, 0)
            on conflict do nothing""")
        .params(topic.name(), partition)
        .update();
    return jdbc.sql(
            """
            select next_offset from event_position where topic = ? and partition = ?
            for update""")
        .params(topic.name(), partition)
        .query(Long.class)
        .single();
  }

  /// Whether no copy of the record has been here: the relay sends a record again when it can't know
  /// that the broker kept it.
  private boolean isNew(ConsumerRecord<String, String> record) {
    return jdbc.sql("insert into event_handled (topic, event) values (?, ?) on conflict do nothing")
            .params(topic.name(), eventOf(record))
            .update()
        == 1;
  }

  private void advance(ConsumerRecord<String, String> record) {
    jdbc.sql("update event_position set next_offset = ? where topic = ? and partition = ?")
        .params(record.offset() + 1, topic.name(), record.partition())
        .update();
    if (record.offset() % 1_000 == 999) {
      jdbc.sql("delete from event_handled where topic = ? and at < now() - interval '8 days'")
          .param(topic.name())
          .update();
    }
  }

  private static UUID eventOf(ConsumerRecord<String, String> record) {
    @Nullable Header header = record.headers().lastHeader(KafkaPublisher.EVENT_HEADER);
    if (header != null) {
      try {
        return UUID.fromString(new String(header.value(), StandardCharsets.US_ASCII));
      } catch (IllegalArgumentException e) {
        log.warn("event without a proper name topic={} offset={}", record.topic(), record.offset());
      }
    }
    String place = record.topic() + "/" + record.partition() + "/" + record.offset();
    return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
  }
}
