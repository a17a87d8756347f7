package com.qubetics.dvpn.selector.selection;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.SnapshotReader;
import com.qubetics.dvpn.events.Telemetry;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Reads both topics from their beginning and follows them; the service is ready once it has caught
/// up with both. While Kafka is away it goes on with what it has, which turns stale by itself.
@Component("picture")
class LiveNodesReader implements HealthIndicator {
  private final SnapshotReader reader;
  private final LiveNodes live;
  private volatile boolean caughtUp; // set once, by a reader's thread

  LiveNodesReader(SnapshotReader reader, LiveNodes live, MeterRegistry meters) {
    this.reader = reader;
    this.live = live;
    Gauge.builder(
            "dvpn_selector_nodes",
            () -> live.current().map(Snapshot::candidates).map(nodes -> nodes.size()).orElse(0))
        .description("nodes in the picture, whether they can serve or not")
        .register(meters);
  }

  @EventListener(ApplicationStartedEvent.class)
  void follow() {
    CompletableFuture.allOf(
            reader.follow(Topic.NODE_DIRECTORY, DirectoryEntry.class, live::put),
            reader.follow(Topic.NODE_TELEMETRY, Telemetry.class, live::put))
        .thenRun(
            () -> {
              live.refresh();
              caughtUp = true;
            });
  }

  @Scheduled(fixedDelayString = "${dvpn.selector.refresh}")
  void refresh() {
    if (caughtUp) {
      live.refresh();
    }
  }

  @Override
  public Health health() {
    return caughtUp ? Health.up().build() : Health.outOfService().build();
  }
}
