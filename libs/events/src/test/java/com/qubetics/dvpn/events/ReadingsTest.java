package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final TopicPartition PARTITION = new TopicPartition("epoch.sealed", 0);

  private final AtomicLong nanos = new AtomicLong(-5);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Readings readings = new Readings(metrics, nanos::get);
  private final Readings.Reading reading = readings.of(Topic.EPOCH_SEALED);
  private final MockConsumer<String, String> consumer = new MockConsumer<>("earliest");

  ReadingsTest() {
    consumer.assign(List.of(PARTITION));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.seek(PARTITION, 0);
    end(0);
  }

  @Test
  void isNotBehindAnEmptyTopicThatAnswers() {
    look();
    pass(10);
    look();

    assertThat(behind()).isZero();
  }

  @Test
  void isBehindSinceTheMomentUpToWhichAllIsRead() {
    look();
    end(2);
    pass(10);
    look();
    assertThat(behind()).isEqualTo(10);

    read(0);
    pass(7);
    look();
    assertThat(behind()).isEqualTo(17);

    // What came meanwhile is not waited for: all of 10 s was read 7 s later.
    end(5);
    read(1);
    look();
    assertThat(behind()).isEqualTo(7);
  }

  @Test
  void isEverMoreBehindABrokerThatGivesNoAnswer() {
    look();
    consumer.setOffsetsException(new org.apache.kafka.common.errors.TimeoutException("away"));
    for (int i = 0; i < 10; i++) {
      pass(6);
      consumer.setOffsetsException(new org.apache.kafka.common.errors.TimeoutException("away"));
      look();
    }

    assertThat(behind()).isEqualTo(60);
    assertThat(metrics.get("dvpn_events_behind_seconds").gauge().value()).isEqualTo(60);
  }

  private void look() {
    reading.look(consumer, List.of(PARTITION));
  }

  private long behind() {
    return readings.behind().get(Topic.EPOCH_SEALED).toSeconds();
  }

  private void pass(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void end(long offset) {
    consumer.updateEndOffsets(Map.of(PARTITION, offset));
  }

  private void read(long offset) {
    consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset, "key", "{}"));
    consumer.poll(Duration.ZERO);
  }
}
