package com.qubetics.dvpn.events;

import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What this database has published, held against what the topics hold: a database that came back
/// from a backup would publish versions that others have had already, which they drop.
///
/// ## How it works, and why
///
/// Each record bears the database's name, which its backups have too. With a batch the database
/// notes, in the same transaction, the offset after it. Records of its name from that offset on are
/// either in its outbox (the relay was killed between broker and commit), or copies of earlier ones
/// (a send that timed out and arrived after its repetition), or were published by a later state of
/// it. Looked at before the first batch of a process, and whenever the database knows less than
/// this process has seen it know. Example: backup at offset 40, five more records, restored: 40 to
/// 44 are of its name and not in its outbox, so nothing is sent.
final class Published {
  static final String DATABASE_HEADER = "dvpn-database";
  static final String REMEDY =
      "restore the newest state (write-ahead log), or dvpn-admin positions --published";

  private static final Duration POLL = Duration.ofMillis(500);

  /// Records that a copy may come after: four batches of the relay.
  private static final int COPIES = 4_000;

  private static final Duration LIMIT = Duration.ofMinutes(5);

  /// A partition of a topic.
  record Place(Topic topic, int partition) {
    private Values values() {
      return Values.of("topic", topic).and("partition", partition);
    }
  }

  /// @param topicId null where somebody has decided, as is `next`
  private record Known(@Nullable String topicId, @Nullable Long next) {}

  private final KafkaLink kafka;
  private final JdbcClient jdbc;
  private final Map<Place, Long> seen = new HashMap<>(); // of the relay's thread
  private volatile @Nullable String stopped;

  Published(KafkaLink kafka, JdbcClient jdbc, MeterRegistry metrics) {
    this.kafka = kafka;
    this.jdbc = jdbc;
    Gauge.builder("dvpn_events_outbox_stopped", () -> stopped == null ? 0 : 1).register(metrics);
  }

  /// Why nothing is sent until somebody has decided.
  Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  /// In the relay's transaction, before it takes anything out of the outbox.
  ///
  /// @return the database's name
  /// @throws OlderDatabaseException if a topic holds what this database published and has forgotten
  UUID check() {
    UUID database = jdbc.sql("select database from event_writer").query(UUID.class).single();
    Map<Place, Known> known = known();
    if (seen.isEmpty() || seen.entrySet().stream().anyMatch(e -> hasForgotten(known, e))) {
      seen.clear();
      try {
        look(database, known);
        stopped = null;
      } catch (OlderDatabaseException e) {
        seen.clear();
        stopped = e.getMessage();
        throw e;
      }
    }
    return database;
  }

  private static boolean hasForgotten(Map<Place, Known> known, Map.Entry<Place, Long> seen) {
    Known row = known.get(seen.getKey());
    return row == null || row.next() == null || row.next() < seen.getValue();
  }

  private void look(UUID database, Map<Place, Known> known) {
    kafka.ensureTopics();
    try (var admin = kafka.admin();
        var consumer = kafka.consumer()) {
      for (Topic topic : kafka.written()) {
        look(consumer, topic, kafka.id(admin, topic), database, known);
      }
    }
  }

  private void look(
      Consumer<String, String> consumer,
      Topic topic,
      String id,
      UUID database,
      Map<Place, Known> known) {
    List<TopicPartition> partitions = kafka.partitions(consumer, topic);
    consumer.assign(partitions);
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<Integer, Long> from = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long start = starts.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      long next = from(known.get(new Place(topic, partition.partition())), id, start, end);
      from.put(partition.partition(), next);
      consumer.seek(partition, Math.max(start, next - COPIES));
    }
    Set<String> passed = new HashSet<>();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      if (System.nanoTime() > deadline) {
        throw new KafkaException("%s could not be read to its end".formatted(topic.bareName()));
      }
      Map<String, ConsumerRecord<String, String>> unknown = new LinkedHashMap<>();
      for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
        String event = header(record, KafkaPublisher.EVENT_HEADER);
        if (record.offset() < from.getOrDefault(record.partition(), 0L)) {
          passed.add(event);
        } else if (database.toString().equals(header(record, DATABASE_HEADER))
            && !passed.contains(event)) {
          unknown.putIfAbsent(event, record);
        }
      }
      refuseForgotten(topic, unknown);
    }
    partitions.forEach(p -> note(new Place(topic, p.partition()), id, ends.getOrDefault(p, 0L)));
  }

  private static long from(@Nullable Known known, String id, long start, long end) {
    if (known == null) {
      return start;
    }
    if (known.next() == null) {
      return end;
    }
    return id.equals(known.topicId()) ? Math.clamp(known.next(), start, end) : start;
  }

  /// @param unknown records of this database's name, by their event: all have to be in its outbox
  private void refuseForgotten(Topic topic, Map<String, ConsumerRecord<String, String>> unknown) {
    if (unknown.isEmpty()) {
      return;
    }
    jdbc.sql("select event::text from event_outbox where event::text in (:events)")
        .paramSource(Values.of("events", unknown.keySet()))
        .query(String.class)
        .list()
        .forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      ConsumerRecord<String, String> record = unknown.values().iterator().next();
      throw new OlderDatabaseException(
          "%s/%s holds at %s what this database published and has forgotten: it is an older one"
              .formatted(topic.bareName(), record.partition(), record.offset()));
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    @Nullable Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.US_ASCII);
  }

  /// In the transaction that takes the records out of the outbox.
  ///
  /// @param next offsets after the newest records
  void advance(Map<Place, Long> next) {
    next.forEach(
        (place, offset) -> {
          jdbc.sql(
                  """
                  update event_published set next_offset = greatest(next_offset, :next)
                  where topic = :topic and partition = :partition
                  """)
              .paramSource(place.values().and("next", offset))
              .update();
          seen.merge(place, offset, Math::max);
        });
  }

  private void note(Place place, String id, long next) {
    jdbc.sql(
            """
            insert into event_published (topic, partition, topic_id, next_offset)
            values (:topic, :partition, :id, :next)
            on conflict (topic, partition) do update
              set topic_id = excluded.topic_id, next_offset = excluded.next_offset
            """)
        .paramSource(place.values().and("id", id).and("next", next))
        .update();
    seen.put(place, next);
  }

  private Map<Place, Known> known() {
    Map<Place, Known> known = new HashMap<>();
    jdbc.sql("select topic, partition, topic_id, next_offset from event_published")
        .query(
            Row.as(
                row ->
                    known.put(
                        new Place(row.constant("topic", Topic.class), row.smallNumber("partition")),
                        new Known(
                            row.nullable("topic_id", Row::text),
                            row.nullable("next_offset", Row::number)))))
        .list();
    return known;
  }
}
