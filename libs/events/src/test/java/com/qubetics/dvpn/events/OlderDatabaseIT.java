package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A database that was restored from a backup beside topics that went on.
class OlderDatabaseIT {
  private static final String REASON = "epoch.sealed/0 holds at 10 what this database published";

  private final EventsStage stage = new EventsStage();
  private final Published published = stage.published();
  private final OutboxRelay relay =
      new OutboxRelay(stage.dataSource, new KafkaPublisher(stage.kafka), published, stage.metrics);

  /// The backup is of the moment after the first ten.
  @BeforeEach
  void publishesTenAndAfterABackupFiveMore() {
    publish(relay, 0, 10);
    for (String table : List.of("event_outbox", "event_published")) {
      stage.jdbc.sql("create table kept_%1$s as table %1$s".formatted(table)).update();
    }
    publish(relay, 10, 15);
  }

  @Test
  void publishesNothingBesideWhatItHasForgottenUntilSomebodyHasDecided() throws Exception {
    restore();
    stage.appendEpochs(100, 102);
    OutboxRelay started = stage.relay();

    assertThatThrownBy(started::relayBatch)
        .isInstanceOf(OlderDatabaseException.class)
        .hasMessageContaining(REASON);
    assertThat(stage.publishedEpochs()).isEqualTo(epochs(0, 15));

    new Positions(stage.jdbc).acceptPublished(Topic.EPOCH_SEALED);
    assertThat(started.relayBatch()).isEqualTo(2);
    assertThat(stage.publishedEpochs()).hasSize(17).endsWith(100L, 101L);
    assertThat(stage.relay().relayBatch()).isZero();
  }

  @Test
  void noticesThatTheDatabaseWentBackUnderARunningProcess() {
    restore();
    stage.appendEpochs(100, 102);

    assertThatThrownBy(relay::relayBatch).hasMessageContaining(REASON);
    assertThat(published.stopped()).hasValueSatisfying(why -> assertThat(why).contains(REASON));
    assertThat(stage.metrics.get("dvpn_events_outbox_stopped").gauge().value()).isOne();
    var watch = new EventsWatch(stage.kafka, stage.jdbc, System::nanoTime, stage.metrics);
    assertThat(
            new EventsHealth(watch, stage.readings, published::stopped)
                .health()
                .getDetails()
                .get("alarms"))
        .asString()
        .contains(REASON, "dvpn-admin positions --published");
  }

  @Test
  void goesOnWhenTheNewestStateIsBack() throws Exception {
    stage.jdbc.sql("create table newest as table event_published").update();
    restore();
    stage.appendEpochs(100, 102);
    assertThatThrownBy(relay::relayBatch).hasMessageContaining(REASON);

    stage.jdbc.sql("delete from event_published").update();
    stage.jdbc.sql("insert into event_published table newest").update();
    assertThat(relay.relayBatch()).isEqualTo(2);
    assertThat(published.stopped()).isEmpty();
  }

  /// What waited at the time of the backup was sent afterwards: it is known, and sent again.
  @Test
  void sendsAgainWhatWaitedWhenTheBackupWasMade() throws Exception {
    stage.appendEpochs(15, 17);
    stage.jdbc.sql("create table waited as table event_outbox").update();
    stage.jdbc.sql("create table known_then as table event_published").update();
    relay.relayBatch();
    stage.jdbc.sql("delete from event_published").update();
    stage.jdbc.sql("insert into event_published table known_then").update();
    waitAgain();

    assertThat(stage.relay().relayBatch()).isEqualTo(2);
  }

  /// A send timed out, was repeated, and arrived after its repetition.
  @Test
  void takesNoNoticeOfACopyThatCameLate() throws Exception {
    stage.appendEpochs(15, 17);
    stage.jdbc.sql("create table waited as table event_outbox").update();
    relay.relayBatch();
    stage.jdbc.sql("create table known_then as table event_published").update();
    waitAgain();
    relay.relayBatch();
    stage.jdbc.sql("delete from event_published").update();
    stage.jdbc.sql("insert into event_published table known_then").update();
    assertThat(stage.publishedEpochs()).hasSize(19);

    stage.appendEpochs(20, 21);

    assertThat(stage.relay().relayBatch()).isOne();
  }

  @Test
  void takesNoNoticeOfWhatOtherDatabasesPublish() throws Exception {
    stage.jdbc.sql("update event_writer set database = gen_random_uuid()").update();
    stage.jdbc.sql("delete from event_published").update();
    stage.appendEpochs(20, 21);

    assertThat(stage.relay().relayBatch()).isOne();
    assertThat(stage.publishedEpochs()).endsWith(20L);
  }

  private void waitAgain() {
    stage.jdbc.sql("insert into event_outbox overriding system value table waited").update();
  }

  private void restore() {
    for (String table : List.of("event_outbox", "event_published")) {
      stage.jdbc.sql("delete from " + table).update();
      stage
          .jdbc
          .sql("insert into %1$s overriding system value table kept_%1$s".formatted(table))
          .update();
    }
  }

  private void publish(OutboxRelay by, int from, int to) {
    stage.appendEpochs(from, to);
    by.relayBatch();
  }

  private static List<Long> epochs(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }
}
