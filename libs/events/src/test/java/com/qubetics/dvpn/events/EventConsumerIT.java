package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Seal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventConsumerIT {
  private final EventsStage stage = new EventsStage();

  @BeforeEach
  void createEffects() {
    stage.jdbc.sql("create table effect (epoch bigint not null)").update();
  }

  @Test
  void appliesEachRecordOnceWithTwoReplicasAndRecordsSentTwice() throws Exception {
    EventConsumer one = subscribed();
    EventConsumer other = subscribed();
    try {
      for (int copy = 0; copy < 2; copy++) {
        for (int epoch = 0; epoch < 30; epoch++) {
          send(epoch, new UUID(0, epoch));
        }
      }
      send(30, new UUID(0, 30));
      EventsStage.await("the last record is applied", () -> effects("where epoch = 30") == 1);
      EventsStage.await("all are passed", () -> position() == 61);
    } finally {
      one.stop();
      other.stop();
    }
    assertThat(effects("")).isEqualTo(31);
  }

  @Test
  void goesOnWhereItStoodWhenStartedAgain() throws Exception {
    send(1, UUID.randomUUID());
    EventConsumer first = subscribed();
    EventsStage.await("the first is applied", () -> effects("") == 1);
    first.stop();
    send(2, UUID.randomUUID());

    EventConsumer second = subscribed();
    EventsStage.await("the second is applied", () -> effects("") == 2);
    second.stop();

    assertThat(effects("where epoch = 1")).isEqualTo(1);
  }

  @Test
  void parksWhatItCanNotReadOrApplyAndGoesOn() throws Exception {
    sendText("{\"epoch\":", UUID.randomUUID());
    send(666, UUID.randomUUID());
    send(5, UUID.randomUUID());
    EventConsumer consumer = subscribed();

    EventsStage.await("the good record is applied", () -> effects("where epoch = 5") == 1);
    consumer.stop();

    assertThat(stage.jdbc.sql("select count(*) from event_parked").query(Long.class).single())
        .isEqualTo(2);
    assertThat(effects("where epoch = 666")).isZero();
  }

  @Test
  void triesARecordAgainWhenItsHandlerFailsOnce() throws Exception {
    var calls = new AtomicInteger();
    EventConsumer consumer = stage.consumer();
    consumer.subscribe(
        Topic.EPOCH_SEALED,
        Seal.class,
        event -> {
          insert(event.epoch());
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("not this time");
          }
        });
    consumer.start();
    send(8, UUID.randomUUID());

    EventsStage.await("the record is applied", () -> effects("") == 1);
    consumer.stop();

    assertThat(calls).hasValue(2);
  }

  private EventConsumer subscribed() {
    EventConsumer consumer = stage.consumer();
    consumer.subscribe(
        Topic.EPOCH_SEALED,
        Seal.class,
        event -> {
          insert(event.epoch());
          if (event.epoch() == 666) {
            throw new IllegalArgumentException("never");
          }
        });
    consumer.start();
    return consumer;
  }

  private void insert(long epoch) {
    stage.jdbc.sql("insert into effect values (?)").param(epoch).update();
  }

  private long effects(String where) {
    return stage.jdbc.sql("select count(*) from effect " + where).query(Long.class).single();
  }

  private long position() {
    return stage
        .jdbc
        .sql("select coalesce(max(next_offset), 0) from event_position")
        .query(Long.class)
        .single();
  }

  private void send(long epoch, UUID event) throws Exception {
    sendText(EventJson.MAPPER.writeValueAsString(EventsStage.epoch(epoch)), event);
  }

  private void sendText(String json, UUID event) throws Exception {
    stage.kafka.ensureTopics();
    try (var producer = stage.kafka.producer()) {
      var record = new ProducerRecord<>(stage.kafka.name(Topic.EPOCH_SEALED), "k", json);
      record
          .headers()
          .add(KafkaPublisher.EVENT_HEADER, event.toString().getBytes(StandardCharsets.US_ASCII));
      producer.send(record).get(20, TimeUnit.SECONDS);
    }
  }
}
