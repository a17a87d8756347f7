package com.qubetics.dvpn.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Sends to Kafka and waits for all in-sync replicas. Owned by the relay's thread.
final class KafkaPublisher implements Publisher {
  /// Header with the UUID by which consumers know a record they have had before.
  static final String EVENT_HEADER = "dvpn-event";

  private static final Duration WAIT = Duration.ofSeconds(30);

  private final KafkaLink kafka;
  private @Nullable Producer<String, String> producer;

  KafkaPublisher(KafkaLink kafka) {
    this.kafka = kafka;
  }

  @Override
  public void publish(List<Waiting> batch) {
    boolean kept = false;
    try {
      kafka.ensureTopics();
      send(batch);
      kept = true;
    } finally {
      if (!kept) {
        // A producer that failed once may hold records of the batch; the next try starts afresh.
        close();
      }
    }
  }

  private void send(List<Waiting> batch) {
    Producer<String, String> open = producer == null ? kafka.producer() : producer;
    producer = open;
    List<Future<?>> sent = new ArrayList<>(batch.size());
    for (Waiting waiting : batch) {
      var record = new ProducerRecord<>(kafka.name(waiting.topic()), waiting.key(), waiting.json());
      record
          .headers()
          .add(EVENT_HEADER, waiting.event().toString().getBytes(StandardCharsets.US_ASCII));
      sent.add(open.send(record));
    }
    try {
      for (Future<?> future : sent) {
        future.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("records were not acknowledged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
      producer = null;
    }
  }
}
