package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.protocol.value.Seal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Positions beside a topic that is not, or no longer, the one they were noted in.
class TopicMadeAnewIT {
  private final EventsStage stage = new EventsStage();
  private final Positions positions = new Positions(stage.jdbc);
  private EventConsumer consumer;

  @BeforeEach
  void readTwentyRecords() throws Exception {
    stage.jdbc.sql("create table effect (epoch bigint not null)").update();
    publish(0, 20);
    consumer = reading();
    EventsStage.await("all are applied", () -> applied().size() == 20);
    EventsStage.await("all are passed", () -> positions.all().getFirst().next() == 20);
  }

  @AfterEach
  void stop() {
    consumer.stop();
  }

  @Test
  void stopsBeforeATopicThatWasMadeAnewWhileItWasAway() throws Exception {
    consumer.stop();
    makeAnew();
    publish(100, 145);
    consumer = reading();

    awaitStop("made anew");
    assertThat(applied()).isEqualTo(epochs(0, 20));
  }

  @Test
  void stopsBeforeATopicThatWasMadeAnewWhileItRan() throws Exception {
    makeAnew();
    publish(100, 145);

    awaitStop("made anew");
    assertThat(applied()).isEqualTo(epochs(0, 20));
  }

  @Test
  void stopsBeforeATopicThatWasMadeAnewAndIsEmpty() throws Exception {
    makeAnew();

    awaitStop("made anew");
  }

  @Test
  void readsAllOfTheNewTopicOnceSomebodyHasDecided() throws Exception {
    makeAnew();
    publish(100, 145);
    awaitStop("made anew");

    assertThat(positions.forget(Topic.EPOCH_SEALED)).isOne();

    EventsStage.await("the new ones are applied", () -> applied().equals(both()));
    EventsStage.await("it is well", () -> stage.readings.stopped().isEmpty());
    assertThat(gauge()).isZero();
    assertThat(positions.all())
        .singleElement()
        .satisfies(position -> assertThat(position.next()).isEqualTo(45));
    assertThat(effects()).isEqualTo(65);
  }

  @Test
  void stopsBeforeATopicThatEndsBelowItsPosition() throws Exception {
    consumer.stop();
    stage.jdbc.sql("update event_position set next_offset = 50").update();
    publish(100, 120);
    consumer = reading();

    awaitStop("ends at 40, below the position 50");
    assertThat(applied()).isEqualTo(epochs(0, 20));
  }

  @Test
  void stopsWhereRecordsWereDeletedBeforeItReadThem() throws Exception {
    consumer.stop();
    publish(100, 120);
    try (Admin admin = admin()) {
      var partition = new TopicPartition(name(), 0);
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(30)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    consumer = reading();

    awaitStop("starts at 30, above the position 20");
    assertThat(applied()).isEqualTo(epochs(0, 20));
  }

  /// The backup was made when ten records were read: their effects went with the positions.
  @Test
  void appliesAgainWhatARestoredDatabaseHasForgotten() throws Exception {
    consumer.stop();
    stage.jdbc.sql("delete from effect where epoch >= 10").update();
    stage.jdbc.sql("update event_position set next_offset = 10").update();
    stage.jdbc.sql("delete from event_handled").update();
    consumer = reading();

    EventsStage.await("all are applied", () -> applied().size() == 20);
    assertThat(effects()).isEqualTo(20);
    assertThat(stage.readings.stopped()).isEmpty();
  }

  @Test
  void goesOnFromAPositionThatWasNotedBeforeIdsWere() throws Exception {
    consumer.stop();
    stage.jdbc.sql("update event_position set topic_id = null").update();
    publish(100, 145);
    consumer = reading();

    EventsStage.await("the new ones are applied", () -> applied().equals(both()));
    assertThat(positions.all().getFirst().topicId()).isNotNull();
  }

  @Test
  void rebuildsAPictureFromTheStartOfATopicThatWasMadeAnew() throws Exception {
    Set<Long> seen = new ConcurrentSkipListSet<>();
    var reader = new SnapshotReader(stage.kafka, stage.metrics, stage.readings);
    try {
      reader
          .follow(Topic.EPOCH_SEALED, Seal.class, event -> seen.add(event.epoch()))
          .get(30, TimeUnit.SECONDS);
      makeAnew();
      publish(100, 145);
      EventsStage.await("the new ones are seen", () -> seen.equals(both()));
    } finally {
      reader.destroy();
    }
    assertThat(
            stage
                .metrics
                .counter("dvpn_events_read_again_total", "topic", Topic.EPOCH_SEALED.bareName())
                .count())
        .isOne();
  }

  private void awaitStop(String reason) throws InterruptedException {
    EventsStage.await(
        "the reading stops: " + reason,
        () -> stage.readings.stopped().getOrDefault(Topic.EPOCH_SEALED, "").contains(reason));
    assertThat(gauge()).isOne();
    var watch = new EventsWatch(stage.kafka, stage.jdbc, System::nanoTime, stage.metrics);
    assertThat(
            new EventsHealth(watch, stage.readings, Optional::empty)
                .health()
                .getDetails()
                .get("alarms"))
        .asString()
        .contains(reason, "dvpn-admin positions --from-start");
  }

  private double gauge() {
    return stage.metrics.get("dvpn_events_stopped").tag("topic", "epoch.sealed").gauge().value();
  }

  private EventConsumer reading() {
    EventConsumer started = stage.consumer();
    started.subscribe(
        Topic.EPOCH_SEALED,
        Seal.class,
        event -> stage.jdbc.sql("insert into effect values (?)").param(event.epoch()).update());
    started.start();
    return started;
  }

  private void publish(int from, int to) {
    stage.appendEpochs(from, to);
    var relay = stage.relay();
    while (relay.relayBatch() > 0) {
      // Until nothing waits.
    }
  }

  private void makeAnew() throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(name())).all().get(30, TimeUnit.SECONDS);
      EventsStage.await("the topic is made anew", () -> create(admin));
    }
  }

  /// A broker says for a moment that what was deleted still exists.
  private boolean create(Admin admin) {
    try {
      admin
          .createTopics(List.of(new NewTopic(name(), 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
      return true;
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private String name() {
    return stage.kafka.name(Topic.EPOCH_SEALED);
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", Kafka.shared().bootstrap()));
  }

  private Set<Long> applied() {
    return Set.copyOf(stage.jdbc.sql("select epoch from effect").query(Long.class).list());
  }

  private long effects() {
    return stage.jdbc.sql("select count(*) from effect").query(Long.class).single();
  }

  private static Set<Long> both() {
    return LongStream.concat(LongStream.range(0, 20), LongStream.range(100, 145))
        .boxed()
        .collect(Collectors.toSet());
  }

  private static Set<Long> epochs(long from, long to) {
    return LongStream.range(from, to).boxed().collect(Collectors.toSet());
  }
}
