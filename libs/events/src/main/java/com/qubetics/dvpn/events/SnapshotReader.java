package com.qubetics.dvpn.events;

import com.qubetics.dvpn.loop.Loop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import tools.jackson.core.JacksonException;

/// Reads topics from their beginning into memory and follows them; needs no database. Records come
/// at least once and an older one may follow a newer: the callback drops what is not above the
/// version it has.
public final class SnapshotReader implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(SnapshotReader.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaLink kafka;
  private final MeterRegistry metrics;
  private final Readings readings;
  private final List<Loop> loops = new ArrayList<>(); // guarded by this
  private volatile boolean closed;

  SnapshotReader(KafkaLink kafka, MeterRegistry metrics, Readings readings) {
    this.kafka = kafka;
    this.metrics = metrics;
    this.readings = readings;
  }

  /// Starts a thread that hands each record of `topic` to `each`, until this reader is closed.
  /// While Kafka is away it waits, and goes on where it was.
  ///
  /// @return completes, on that thread, when everything was read that the topic held when reading
  ///   began
  public synchronized <T> CompletableFuture<Void> follow(
      Topic topic, Class<T> type, Consumer<T> each) {
    if (!topic.type().equals(type)) {
      throw new IllegalArgumentException(
          "type: %s (expected: %s)".formatted(type.getSimpleName(), topic.type().getSimpleName()));
    }
    var following = new Following<>(topic, type, each);
    Counter failures =
        metrics.counter("dvpn_events_snapshot_failures_total", "topic", topic.bareName());
    var loop = new Loop("snapshot-" + topic.bareName(), following::read, e -> failures.increment());
    loops.add(loop);
    loop.start();
    return following.caughtUp;
  }

  @Override
  public synchronized void destroy() {
    closed = true;
    loops.forEach(Loop::stop);
  }

  private final class Following<T> {
    private final Topic topic;
    private final Class<T> type;
    private final Consumer<T> each;
    private final Counter unreadable;
    private final Counter again;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();

    /// The next offsets in the topic of this id. Of the loop's thread.
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private @Nullable String topicId; // of the loop's thread

    Following(Topic topic, Class<T> type, Consumer<T> each) {
      this.topic = topic;
      this.type = type;
      this.each = each;
      this.unreadable = metrics.counter("dvpn_events_unreadable_total", "topic", topic.bareName());
      this.again = metrics.counter("dvpn_events_read_again_total", "topic", topic.bareName());
    }

    Duration read() {
      Readings.Reading reading = readings.of(topic);
      kafka.ensureTopics();
      try (var admin = kafka.admin();
          var consumer = kafka.consumer()) {
        String id = kafka.id(admin, topic);
        if (!id.equals(topicId)) {
          startAgain(topicId == null ? "" : Positions.anew(topic, topicId, id).getMessage());
          topicId = id;
        }
        List<TopicPartition> partitions = kafka.partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        positions.forEach(consumer::seek);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!closed && id.equals(kafka.id(admin, topic))) {
          for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
            hand(record);
            positions.put(
                new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
          }
          reading.look(consumer, partitions);
          if (!caughtUp.isDone()
              && partitions.stream()
                  .allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L))) {
            caughtUp.complete(null);
          }
        }
      } catch (OffsetOutOfRangeException e) {
        startAgain(String.valueOf(e.getMessage()));
      }
      return Duration.ZERO;
    }

    /// Reads all that the topic holds once more, which changes nothing where nothing is new.
    private void startAgain(@Nullable String why) {
      if (!positions.isEmpty()) {
        positions.clear();
        again.increment();
        log.warn("reads from the start topic={} reason={}", topic.bareName(), why);
      }
    }

    private void hand(ConsumerRecord<String, String> record) {
      T event;
      try {
        event = EventJson.MAPPER.readValue(record.value(), type);
      } catch (JacksonException | IllegalArgumentException e) {
        unreadable.increment();
        log.error("event unreadable topic={} offset={}", topic.bareName(), record.offset(), e);
        return;
      }
      each.accept(event);
    }
  }
}
