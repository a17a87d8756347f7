package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutboxRelayIT {
  private final EventsStage stage = new EventsStage();

  @Test
  void sendsWhatWasCommittedInOrderAndNothingElse() throws Exception {
    stage.appendEpochs(0, 50);
    stage.transaction.executeWithoutResult(
        status -> {
          stage.outbox().append(Topic.EPOCH_SEALED, "99", EventsStage.epoch(99));
          status.setRollbackOnly();
        });
    stage.appendEpochs(50, 100);

    assertThat(stage.relay().relayBatch()).isEqualTo(100);

    assertThat(stage.publishedEpochs()).isEqualTo(LongStream.range(0, 100).boxed().toList());
    assertThat(waiting()).isZero();
  }

  @Test
  void losesNothingWhenKilledBetweenSendAndCommit() throws Exception {
    stage.appendEpochs(0, 20);
    var killed =
        new OutboxRelay(
            stage.dataSource,
            new DyingPublisher(new KafkaPublisher(stage.kafka)),
            stage.published(),
            stage.metrics);

    assertThatThrownBy(killed::relayBatch).hasMessage("killed");
    assertThat(waiting()).isEqualTo(20);
    stage.relay().relayBatch();

    assertThat(stage.publishedEpochs()).containsAll(LongStream.range(0, 20).boxed().toList());
  }

  @Test
  void wakesUpWhenSomethingIsCommitted() throws Exception {
    OutboxRelay relay = stage.relay();
    relay.start();
    try {
      var outbox = new Outbox(stage.dataSource, relay::wake);
      stage.transaction.executeWithoutResult(
          status -> outbox.append(Topic.EPOCH_SEALED, "3", EventsStage.epoch(3)));
      EventsStage.await("the outbox is empty", () -> waiting() == 0);
    } finally {
      relay.stop();
    }
    assertThat(stage.publishedEpochs()).containsExactly(3L);
  }

  @Test
  void refusesToAppendOutsideATransaction() {
    assertThatThrownBy(() -> stage.outbox().append(Topic.EPOCH_SEALED, "1", EventsStage.epoch(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesARecordOfAnotherTopic() {
    stage.transaction.executeWithoutResult(
        status ->
            assertThatThrownBy(
                    () -> stage.outbox().append(Topic.NODE_DIRECTORY, "1", EventsStage.epoch(1)))
                .isInstanceOf(IllegalArgumentException.class));
  }

  private long waiting() {
    return stage.jdbc.sql("select count(*) from event_outbox").query(Long.class).single();
  }

  /// Brings the records to the broker and dies before it can tell.
  private record DyingPublisher(Publisher real) implements Publisher {
    @Override
    public Map<Published.Place, Long> publish(UUID database, List<OutboxRow> batch) {
      real.publish(database, batch);
      throw new IllegalStateException("killed");
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
