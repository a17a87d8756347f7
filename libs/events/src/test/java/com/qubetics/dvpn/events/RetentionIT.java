package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionIT {
  private static final int NODES = 9;
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);

  private final EventsStage stage = new EventsStage();

  /// Times stand on the records, so that an hour's are written in a moment: segments close, and
  /// compaction is due, by those.
  @ParameterizedTest
  @EnumSource(
      value = Topic.class,
      names = {"NODE_DIRECTORY", "NODE_TELEMETRY"})
  void sparesANewReaderAnHoursRecordsWhereTheNewestPerKeyIsKept(Topic topic) throws Exception {
    stage.kafka.ensureTopics();
    cleanOften();
    Instant end = Instant.now();
    int written = 0;
    try (var producer = stage.kafka.producer()) {
      for (Instant at = end.minus(HOUR); at.isBefore(end); at = at.plus(EVERY)) {
        for (int node = 0; node < NODES; node++) {
          producer.send(
              new ProducerRecord<>(
                  stage.kafka.name(topic),
                  null,
                  at.toEpochMilli(),
                  node(node).toString(),
                  "{\"version\":%s}".formatted(written)));
          written++;
        }
        // As the relay sends: no batch is older than its last record by much.
        producer.flush();
      }
    }
    // What is live, and the segment that is written to, both its ends included.
    long expected = NODES + NODES * (topic.retention().segment().dividedBy(EVERY) + 1);
    assertThat(expected * 10).isLessThan(written);
    AtomicInteger reads = new AtomicInteger();
    try {
      EventsStage.await(
          "a new reader reads little",
          () -> reads.updateAndGet(before -> read(topic).size()) <= expected);
    } finally {
      assertThat(reads.get()).as("records for a new reader").isLessThanOrEqualTo((int) expected);
    }
    Map<String, String> newest = new HashMap<>();
    read(topic).forEach(record -> newest.put(record.getKey(), record.getValue()));
    for (int node = 0; node < NODES; node++) {
      assertThat(newest)
          .containsEntry(
              node(node).toString(), "{\"version\":%s}".formatted(written - NODES + node));
    }
  }

  @Test
  void altersTopicsThatTheBrokerHasAlready() throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(stage.kafka.name(Topic.NODE_TELEMETRY), 3, (short) 1),
                  new NewTopic(stage.kafka.name(Topic.SESSION_EVENTS), 3, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    stage.kafka.ensureTopics();
    for (Topic topic : Topic.values()) {
      Map<String, String> promised = topic.retention().configuration();
      // A broker tells what it was altered to once it has heard of it itself.
      Deadline deadline = Deadline.in(Duration.ofSeconds(10));
      Map<String, String> told = settings(topic);
      while (!told.entrySet().containsAll(promised.entrySet()) && !deadline.passed()) {
        told = settings(topic);
      }
      assertThat(told).containsAllEntriesOf(promised);
    }
  }

  /// Whoever adds a topic decides what it keeps; each promise is one of these.
  @ParameterizedTest
  @EnumSource(Topic.class)
  void statesAllSettingsThatThePromiseHangsOn(Topic topic) {
    Map<String, String> settings = topic.retention().configuration();
    assertThat(settings)
        .containsKeys("cleanup.policy", "segment.ms", "segment.bytes", "retention.ms")
        .containsEntry("retention.bytes", "-1");
    if (topic.retention().policy().contains("compact")) {
      assertThat(settings)
          .containsKeys(
              "min.cleanable.dirty.ratio", "min.compaction.lag.ms", "max.compaction.lag.ms");
      assertThat(topic.retention().segment()).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }
    if (!topic.retention().time().isNegative()) {
      assertThat(topic.retention().segment().multipliedBy(8))
          .isLessThanOrEqualTo(topic.retention().time());
    }
  }

  private List<Map.Entry<String, String>> read(Topic topic) {
    List<Map.Entry<String, String>> records = new ArrayList<>();
    try (var consumer = stage.kafka.consumer()) {
      var partitions = stage.kafka.partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (!partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> records.add(Map.entry(record.key(), record.value())));
      }
    }
    return records;
  }

  private Map<String, String> settings(Topic topic) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, stage.kafka.name(topic));
    Map<String, String> settings = new HashMap<>();
    try (Admin admin = admin()) {
      admin
          .describeConfigs(List.of(resource))
          .all()
          .get(30, TimeUnit.SECONDS)
          .get(resource)
          .entries()
          .forEach(entry -> settings.put(entry.name(), entry.value()));
    }
    return settings;
  }

  /// The cleaner looks for work once a second, not every 15 s.
  private static void cleanOften() throws Exception {
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.BROKER, ""),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("log.cleaner.backoff.ms", "1000"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", Kafka.shared().bootstrap()));
  }

  private static NodeId node(int number) {
    byte[] address = new byte[20];
    address[19] = (byte) number;
    return new NodeId(Address.of(address));
  }
}
