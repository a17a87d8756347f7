package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Seal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SnapshotReaderIT {
  private final EventsStage stage = new EventsStage();

  @Test
  void hasCaughtUpAtOnceOnAnEmptyTopic() throws Exception {
    var reader = new SnapshotReader(stage.kafka, stage.metrics, stage.readings);
    reader
        .follow(Topic.NODE_DIRECTORY, DirectoryEntry.class, entry -> {})
        .get(30, TimeUnit.SECONDS);
    reader.destroy();
  }

  @Test
  void readsFromTheBeginningThenFollows() throws Exception {
    stage.appendEpochs(0, 10);
    stage.relay().relayBatch();
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    var reader = new SnapshotReader(stage.kafka, stage.metrics, stage.readings);

    reader
        .follow(Topic.EPOCH_SEALED, Seal.class, event -> seen.add(event.epoch()))
        .get(30, TimeUnit.SECONDS);
    assertThat(seen).hasSize(10);

    stage.appendEpochs(10, 11);
    stage.relay().relayBatch();
    EventsStage.await("the new record is seen", () -> seen.contains(10L));
    reader.destroy();
  }
}
