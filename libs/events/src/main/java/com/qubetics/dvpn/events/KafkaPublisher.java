package com.qubetics.dvpn.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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
  public Map<Published.Place, Long> publish(UUID database, List<OutboxRow> batch) {
    boolean kept = false;
    try {
      kafka.ensureTopics();
      Map<Published.Place, Long> next = send(database, batch);
      kept = true;
      return next;
    } finally {
      if (!kept) {
        // A producer that failed once may hold records of the batch; the next try starts afresh.
        close();
      }
    }
  }

  private Map<Published.Place, Long> send(UUID database, List<OutboxRow> batch) {
    Producer<String, String> open = producer == null ? kafka.producer() : producer;
    producer = open;
    List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
    for (OutboxRow row : batch) {
      var record = new ProducerRecord<>(kafka.name(row.topic()), row.key(), row.json());
      record
          .headers()
          .add(EVENT_HEADER, ascii(row.event()))
          .add(Published.DATABASE_HEADER, ascii(database));
      sent.add(open.send(record));
    }
    try {
      Map<Published.Place, Long> next = new HashMap<>();
      for (int i = 0; i < sent.size(); i++) {
        RecordMetadata kept = sent.get(i).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        var place = new Published.Place(batch.get(i).topic(), kept.partition());
        next.merge(place, kept.offset() + 1, Math::max);
      }
      return next;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("records were not acknowledged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  private static byte[] ascii(UUID name) {
    return name.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
      producer = null;
    }
  }
}
