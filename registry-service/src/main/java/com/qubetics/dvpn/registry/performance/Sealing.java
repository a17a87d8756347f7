package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.registry.node.NodeChanges;
import com.qubetics.dvpn.registry.node.NodeSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Seals epochs one after the other, from 0 on, each once: file, anchor and `epoch.sealed` are one
/// transaction. An epoch is due a delay after its end, when its slots are completed and the anchor
/// of the one before is confirmed on chain; missed epochs are made up for in order. An epoch in
/// which nothing counted has an empty file and the root 0.
@Component
class Sealing {
  private static final Logger log = LoggerFactory.getLogger(Sealing.class);
  private static final int BELOW_MINIMUM_AGENT = 2_500;

  /// How long before an epoch a key may have been replaced for its sessions still to count in it:
  /// the ledger's longest grant and its time for late acks, a day each.
  private static final Duration FORMER_KEYS = Duration.ofDays(2);

  private final SealedEpochs epochs;
  private final NodeChanges changes;
  private final Outbox outbox;
  private final Sender sender;
  private final Calls calls;
  private final EpochSchedule schedule;
  private final SealingSettings settings;
  private final Clock clock;
  private final Counter sealed;

  Sealing(
      SealedEpochs epochs,
      NodeChanges changes,
      Outbox outbox,
      Sender sender,
      Network network,
      SealingSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    this.epochs = epochs;
    this.changes = changes;
    this.outbox = outbox;
    this.sender = sender;
    this.calls = new Calls(network.contracts());
    this.schedule = network.schedule();
    this.settings = settings;
    this.clock = clock;
    this.sealed = metrics.counter("dvpn_registry_epochs_sealed_total");
  }

  /// Seals the next epoch if it is due.
  ///
  /// @return its number; empty if none is due or another replica is sealing
  @Scheduled(fixedDelay = 1_000)
  @Transactional
  Optional<Long> sealNext() {
    if (!epochs.lock()) {
      return Optional.empty();
    }
    long epoch = epochs.next();
    long first = schedule.firstSlotOfEpoch(epoch);
    long last = schedule.firstSlotOfEpoch(epoch + 1) - 1;
    if (clock.instant().isBefore(schedule.endOfEpoch(epoch).plus(settings.delay()))
        || (epoch > 0 && !isAnchored(epoch - 1))
        || epochs.hasOpenSlots(first, last)) {
      return Optional.empty();
    }
    PerformanceFile file =
        new PerformanceFile(
            epoch,
            rows(
                epochs.measured(first, last),
                epochs.formerKeys(schedule.startOfEpoch(epoch).minus(FORMER_KEYS))));
    Seal seal = file.seal();
    epochs.add(file, seal, clock.instant());
    anchor(seal);
    outbox.append(Topic.EPOCH_SEALED, Long.toString(epoch), seal);
    sealed.increment();
    log.info("epoch sealed epoch={} nodes={} up={}", epoch, seal.leaves(), seal.total());
    return Optional.of(epoch);
  }

  /// Whether the epoch's anchor is confirmed. One that FAILED is sent again: without it no epoch
  /// after it could be sealed.
  private boolean isAnchored(long epoch) {
    return anchor(epochs.seal(epoch)) == IntentState.Status.CONFIRMED;
  }

  private IntentState.@Nullable Status anchor(Seal seal) {
    String intent = "anchor/" + seal.name();
    sender.ensure(intent, calls.anchor(seal), Duration.ZERO);
    return sender.state(intent).map(IntentState::status).orElse(null);
  }

  private List<PerformanceRow> rows(List<Measured> measured, Map<NodeId, List<NodeId>> former) {
    Map<NodeId, NodeSnapshot> standings = new HashMap<>();
    changes.standings().forEach(standing -> standings.put(standing.node(), standing));
    List<PerformanceRow> rows = new ArrayList<>();
    for (Measured node : measured) {
      NodeSnapshot standing = standings.get(node.node());
      if (standing == null) {
        throw new IllegalStateException("node %s has slots but no row".formatted(node.node()));
      }
      rows.add(row(node, standing, former.getOrDefault(node.node(), List.of())));
    }
    return rows;
  }

  private static PerformanceRow row(Measured measured, NodeSnapshot standing, List<NodeId> former) {
    @Nullable TokenAmount deposit = measured.leastDeposit();
    return new PerformanceRow(
        standing.node(),
        standing.provider(),
        deposit == null ? standing.deposit() : deposit,
        measured.slots(),
        measured.up(),
        standing.capacityKbit(),
        standing.belowMinimumAgent() ? BELOW_MINIMUM_AGENT : 0,
        measured.prefix(),
        former);
  }
}
