package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.events.EpochSealed;
import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.registry.node.Directory;
import com.qubetics.dvpn.registry.node.Standing;
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
  private final Directory directory;
  private final Outbox outbox;
  private final Sender sender;
  private final Calls calls;
  private final EpochSchedule schedule;
  private final SealingSettings settings;
  private final Clock clock;
  private final Counter sealed;

  Sealing(
      SealedEpochs epochs,
      Directory directory,
      Outbox outbox,
      Sender sender,
      Network network,
      SealingSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    this.epochs = epochs;
    this.directory = directory;
    this.outbox = outbox;
    this.sender = sender;
    this.calls = new Calls(network);
    this.schedule = network.schedule();
    this.settings = settings;
    this.clock = clock;
    this.sealed = metrics.counter("dvpn_registry_epochs_sealed_total");
  }

  /// Seals the next epoch if it is due.
  ///
  /// @return its number; empty if none is due or another replica is sealing
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
    epochs.add(file, clock.instant());
    anchor(file, 1);
    outbox.append(
        Topic.EPOCH_SEALED,
        Long.toString(epoch),
        new EpochSealed(
            epoch,
            1,
            EpochSealed.Kind.PERFORMANCE,
            file.root(),
            file.rows().size(),
            file.total(),
            file.dataHash()));
    sealed.increment();
    log.info("epoch sealed epoch={} nodes={} up={}", epoch, file.rows().size(), file.total());
    return Optional.of(epoch);
  }

  /// Whether the epoch's anchor is confirmed. One that the sender gave up is sent again under
  /// another name: without it no epoch after it could be sealed.
  private boolean isAnchored(long epoch) {
    int tries = 1;
    Optional<IntentState.Status> status = status(epoch, tries);
    while (status.filter(IntentState.Status.FAILED::equals).isPresent()) {
      status = status(epoch, ++tries);
    }
    if (status.isEmpty() && tries > 1) {
      log.error("anchor failed epoch={} tries={}; sent again", epoch, tries - 1);
      anchor(PerformanceFile.parse(epochs.file(epoch).orElseThrow()), tries);
    }
    return status.filter(IntentState.Status.CONFIRMED::equals).isPresent();
  }

  private Optional<IntentState.Status> status(long epoch, int tries) {
    return sender.state(intent(epoch, tries)).map(IntentState::status);
  }

  private void anchor(PerformanceFile file, int tries) {
    sender.send(
        intent(file.epoch(), tries),
        calls.anchor(
            file.epoch(),
            AnchorKind.PERFORMANCE,
            file.root(),
            file.rows().size(),
            file.total(),
            file.dataHash()));
  }

  private List<PerformanceRow> rows(List<Measured> measured, Map<NodeId, List<NodeId>> former) {
    Map<NodeId, Standing> standings = new HashMap<>();
    directory.standings().forEach(standing -> standings.put(standing.node(), standing));
    List<PerformanceRow> rows = new ArrayList<>();
    for (Measured node : measured) {
      Standing standing = standings.get(node.node());
      if (standing == null) {
        throw new IllegalStateException("node %s has slots but no row".formatted(node.node()));
      }
      rows.add(row(node, standing, former.getOrDefault(node.node(), List.of())));
    }
    return rows;
  }

  private static PerformanceRow row(Measured measured, Standing standing, List<NodeId> former) {
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

  private static String intent(long epoch, int tries) {
    return "anchor/performance/" + epoch + (tries == 1 ? "" : "/" + tries);
  }
}
