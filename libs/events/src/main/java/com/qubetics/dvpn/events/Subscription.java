package com.qubetics.dvpn.events;

import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.sql.Values;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
/// for each record, decides which of them applies it. A position that the topic does not bear out
/// stops the reading until somebody has decided.
final class Subscription<T> {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final int TRIES = 4;

  private final KafkaLink kafka;
  private final JdbcClient jdbc;
  private final Positions positions;
  private final TransactionTemplate transaction;
  private final Readings.Reading reading;
  private final Topic topic;
  private final Class<T> type;
  private final Consumer<T> handler;
  private final Counter consumed;
  private final Counter parked;
  private final Loop loop;

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
    this.positions = new Positions(jdbc);
    this.transaction = new TransactionTemplate(transactions);
    this.reading = reading;
    this.topic = topic;
    this.type = type;
    this.handler = handler;
    this.consumed = metrics.counter("dvpn_events_consumed_total", "topic", topic.bareName());
    this.parked = metrics.counter("dvpn_events_parked_total", "topic", topic.bareName());
    Counter failures =
        metrics.counter("dvpn_events_consumer_failures_total", "topic", topic.bareName());
    this.loop = new Loop("events-" + topic.bareName(), this::read, e -> failures.increment());
  }

  void start() {
    loop.start();
  }

  void stop() {
    loop.stop();
  }

  private Duration read() {
    kafka.ensureTopics();
    try (var admin = kafka.admin();
        var consumer = kafka.consumer()) {
      String id = kafka.id(admin, topic);
      List<TopicPartition> partitions = kafka.partitions(consumer, topic);
      consumer.assign(partitions);
      seek(consumer, id, partitions);
      reading.goesOn();
      while (loop.isRunning()) {
        ConsumerRecords<String, String> records = consumer.poll(POLL);
        checkSame(id, kafka.id(admin, topic));
        for (ConsumerRecord<String, String> record : records) {
          if (!loop.isRunning()) {
            return Duration.ZERO;
          }
          handle(record, id);
        }
        reading.look(consumer, partitions);
      }
      return Duration.ZERO;
    } catch (PositionLostException e) {
      String reason = String.valueOf(e.getMessage());
      if (reading.stop(reason)) {
        log.error("reading stopped topic={}: {}; {}", topic.bareName(), reason, Readings.REMEDY);
      }
      throw e;
    }
  }

  private void seek(
      org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
      String id,
      List<TopicPartition> partitions) {
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long start = starts.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      consumer.seek(partition, positions.take(topic, partition.partition(), id, start, end));
    }
  }

  /// Asked between a poll and its effects: if the batch came out of a topic that was made anew, the
  /// new id is known by then. A topic made anew later is the next batch's matter.
  private void checkSame(String id, String found) {
    if (!id.equals(found)) {
      throw Positions.anew(topic, id, found);
    }
  }

  private void handle(ConsumerRecord<String, String> record, String id) {
    T event;
    try {
      event = EventJson.MAPPER.readValue(record.value(), type);
    } catch (JacksonException | IllegalArgumentException e) {
      park(record, id, e);
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        transaction.executeWithoutResult(status -> apply(record, id, event));
        return;
      } catch (TransientDataAccessException
          | DataAccessResourceFailureException
          | PositionLostException
          | TransactionException e) {
        throw e; // The database is in trouble, not the record: begin again at the position.
      } catch (RuntimeException e) {
        if (attempt == TRIES || !loop.isRunning()) {
          park(record, id, e);
          return;
        }
        loop.pause(RETRY.multipliedBy(attempt));
      }
    }
  }

  private void apply(ConsumerRecord<String, String> record, String id, T event) {
    if (record.offset() < positions.lock(topic, record.partition(), id)) {
      return;
    }
    if (isNew(record)) {
      handler.accept(event);
      consumed.increment();
    }
    advance(record);
  }

  private void park(ConsumerRecord<String, String> record, String id, RuntimeException reason) {
    if (!loop.isRunning()) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          if (record.offset() < positions.lock(topic, record.partition(), id)) {
            return;
          }
          jdbc.sql(
                  """
                  insert into event_parked (topic, partition, "offset", key, record, reason)
                  values (:topic, :partition, :offset, :key, :record, :reason)
                  on conflict do nothing
                  """)
              .paramSource(
                  Values.of("topic", topic)
                      .and("partition", record.partition())
                      .and("offset", record.offset())
                      .and("key", record.key())
                      .and("record", record.value())
                      .and("reason", String.valueOf(reason.getMessage())))
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

  /// Whether no copy of the record has been here: the relay sends a record again when it can't know
  /// that the broker kept it.
  private boolean isNew(ConsumerRecord<String, String> record) {
    return jdbc.sql(
                """
                insert into event_handled (topic, event) values (:topic, :event)
                on conflict do nothing
                """)
            .paramSource(Values.of("topic", topic).and("event", eventOf(record)))
            .update()
        == 1;
  }

  private void advance(ConsumerRecord<String, String> record) {
    positions.advance(topic, record.partition(), record.offset() + 1);
    if (record.offset() % 1_000 == 999) {
      jdbc.sql("delete from event_handled where topic = :topic and at < now() - interval '8 days'")
          .paramSource(Values.of("topic", topic))
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
