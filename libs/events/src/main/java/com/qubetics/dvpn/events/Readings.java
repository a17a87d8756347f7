package com.qubetics.dvpn.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// How far behind this process is with each topic it reads.
final class Readings {
  static final String REMEDY =
      "see that the topic is the right one, then dvpn-admin positions --from-start";

  private final MeterRegistry metrics;
  private final LongSupplier nanos;
  private final Map<Topic, Reading> readings = new EnumMap<>(Topic.class); // guarded by this

  /// @param nanos a clock that is never set, such as [System#nanoTime]
  Readings(MeterRegistry metrics, LongSupplier nanos) {
    this.metrics = metrics;
    this.nanos = nanos;
  }

  synchronized Reading of(Topic topic) {
    return readings.computeIfAbsent(
        topic,
        key -> {
          Reading reading = new Reading(nanos);
          Gauge.builder("dvpn_events_behind_seconds", () -> reading.behind().toSeconds())
              .tag("topic", topic.bareName())
              .register(metrics);
          Gauge.builder("dvpn_events_stopped", () -> reading.stopped().isPresent() ? 1 : 0)
              .tag("topic", topic.bareName())
              .register(metrics);
          return reading;
        });
  }

  synchronized Map<Topic, Duration> behind() {
    Map<Topic, Duration> behind = new EnumMap<>(Topic.class);
    readings.forEach((topic, reading) -> behind.put(topic, reading.behind()));
    return behind;
  }

  /// Why topics are not read at all, until somebody has decided.
  synchronized Map<Topic, String> stopped() {
    Map<Topic, String> stopped = new EnumMap<>(Topic.class);
    readings.forEach(
        (topic, reading) -> reading.stopped().ifPresent(reason -> stopped.put(topic, reason)));
    return stopped;
  }

  /// One topic's. The reader is behind since the moment of which it has last handled everything
  /// that the topic held: silence of the broker lets it grow as a heap of records does.
  static final class Reading {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private volatile long completeAt;
    private volatile @Nullable String stopped; // written by the reader's thread

    /// The topic's ends as of `askedAt`, until they are reached. Like it, of the reader's thread.
    private Map<TopicPartition, Long> ends = Map.of();

    private long askedAt;

    Reading(LongSupplier nanos) {
      this.nanos = nanos;
      this.completeAt = nanos.getAsLong();
      this.askedAt = completeAt - EVERY.toNanos();
    }

    /// Called by the reader again and again, when it has handled all that it got.
    void look(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
      if (ends.isEmpty()) {
        long now = nanos.getAsLong();
        if (now - askedAt < EVERY.toNanos()) {
          return;
        }
        askedAt = now;
        ends = ends(consumer, partitions);
      }
      Map<TopicPartition, Long> awaited = ends;
      if (!awaited.isEmpty()
          && partitions.stream()
              .allMatch(p -> consumer.position(p) >= awaited.getOrDefault(p, 0L))) {
        completeAt = askedAt;
        ends = Map.of();
      }
    }

    private static Map<TopicPartition, Long> ends(
        Consumer<?, ?> consumer, List<TopicPartition> partitions) {
      try {
        return consumer.endOffsets(partitions, WAIT);
      } catch (TimeoutException e) {
        return Map.of(); // No answer: what is not known counts as not read.
      }
    }

    /// @return whether the reason is news
    boolean stop(String reason) {
      boolean news = !reason.equals(stopped);
      stopped = reason;
      return news;
    }

    void goesOn() {
      stopped = null;
    }

    Optional<String> stopped() {
      return Optional.ofNullable(stopped);
    }

    Duration behind() {
      return Duration.ofNanos(nanos.getAsLong() - completeAt);
    }
  }
}
