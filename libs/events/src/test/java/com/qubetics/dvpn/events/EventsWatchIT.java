package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Ports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class EventsWatchIT {
  private final EventsStage stage = new EventsStage();
  private final AtomicLong ahead = new AtomicLong();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void isWellWhileKafkaAnswersAndNothingWaits() throws Exception {
    EventsWatch watch = watch(stage.kafka);
    watch.start();
    try {
      pass(Duration.ofMinutes(25));
      EventsStage.await("an answer", () -> watch.kafkaSilence().toSeconds() < 20);
      EventsStage.await("a look", () -> watch.outboxAge().orElseThrow().isZero());

      Health health = health(watch);
      assertThat(health.getStatus()).isEqualTo(Status.UP);
      assertThat(health.getDetails()).containsKeys("outboxAgeSeconds", "kafkaSilenceSeconds");
    } finally {
      watch.stop();
    }
  }

  @Test
  void tellsOfKafkaAwayForTwentyFiveMinutesWithRecordsWaiting() throws Exception {
    stage.appendEpochs(0, 3);
    stage.jdbc.sql("update event_outbox set at = now() - interval '25 minutes'").update();
    EventsWatch watch = watch(nowhere());
    watch.start();
    try {
      pass(Duration.ofMinutes(25));
      EventsStage.await("a look", () -> watch.outboxAge().orElseThrow().toMinutes() == 25);

      Health health = health(watch);
      assertThat(health.getStatus()).isEqualTo(EventsHealth.BEHIND);
      assertThat(health.getDetails().get("alarms").toString())
          .contains("Kafka gives no answer", "records wait in event_outbox");
      assertThat(metrics.get("dvpn_events_kafka_silence_seconds").gauge().value())
          .isGreaterThan(1_400);
      assertThat(metrics.get("dvpn_events_outbox_age_seconds").gauge().value())
          .isBetween(1_500.0, 1_560.0);
    } finally {
      watch.stop();
    }
  }

  @Test
  void countsNotToHaveLookedAsWaiting() {
    EventsWatch watch = watch(stage.kafka);
    pass(Duration.ofMinutes(2));

    assertThat(watch.outboxAge()).contains(Duration.ofMinutes(2));
    assertThat(health(watch).getStatus()).isEqualTo(EventsHealth.BEHIND);
  }

  @Test
  void hasNoOutboxWithoutADatabase() {
    EventsWatch watch = new EventsWatch(stage.kafka, null, ahead::get, metrics);

    assertThat(watch.outboxAge()).isEmpty();
    assertThat(metrics.find("dvpn_events_outbox_age_seconds").gauge()).isNull();
  }

  private EventsWatch watch(KafkaLink kafka) {
    return new EventsWatch(kafka, stage.jdbc, ahead::get, metrics);
  }

  private Health health(EventsWatch watch) {
    return new EventsHealth(watch, stage.readings, Optional::empty).health();
  }

  private void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  private static KafkaLink nowhere() {
    return new KafkaLink(
        new EventsSettings(
            new EventsSettings.Kafka("127.0.0.1:" + Ports.free(), "", ""),
            new EventsSettings.TopicNames("")));
  }
}
