package com.qubetics.dvpn.selector.selection;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.Telemetry;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.candidate.Load;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// All nodes as the newest records show them. Two reader threads put records in; a third turns them
/// into an immutable snapshot every now and then; requests read the newest snapshot without a lock.
final class LiveNodes {
  private final ConcurrentHashMap<NodeId, DirectoryEntry> entries = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<NodeId, Telemetry> telemetry = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Snapshot> snapshot = new AtomicReference<>();
  private final Clock clock;
  private final SelectorSettings settings;

  LiveNodes(Clock clock, SelectorSettings settings) {
    this.clock = clock;
    this.settings = settings;
  }

  /// An entry that is not above the version known is dropped; so is older telemetry.
  void put(DirectoryEntry entry) {
    entries.merge(
        entry.node(), entry, (known, next) -> next.version() > known.version() ? next : known);
  }

  void put(Telemetry record) {
    telemetry.merge(
        record.node(), record, (known, next) -> next.version() > known.version() ? next : known);
  }

  /// Makes what was put in visible to requests.
  void refresh() {
    Instant now = clock.instant();
    List<Candidate> candidates = entries.values().stream().map(e -> candidate(e, now)).toList();
    snapshot.set(Snapshot.of(candidates));
  }

  /// Empty before the first [#refresh].
  Optional<Snapshot> current() {
    return Optional.ofNullable(snapshot.get());
  }

  private Candidate candidate(DirectoryEntry entry, Instant now) {
    return new Candidate(
        entry.node(),
        entry.version(),
        entry.provider(),
        entry.tunnelKey(),
        entry.endpoint(),
        entry.place(),
        entry.state() == NodeState.ACTIVE,
        isNewcomer(entry, now),
        load(telemetry.get(entry.node()), now));
  }

  /// While it is active no time away is running. What is not known to be new is not tried as new.
  private boolean isNewcomer(DirectoryEntry entry, Instant now) {
    Instant first = entry.firstActiveAt();
    long away = entry.awayMillis() == null ? 0 : entry.awayMillis();
    return first != null && first.plusMillis(away).plus(settings.newcomerFor()).isAfter(now);
  }

  private @Nullable Load load(@Nullable Telemetry record, Instant now) {
    if (record == null || record.at().plus(settings.staleAfter()).isBefore(now)) {
      return null;
    }
    return new Load(
        record.version(),
        record.peers(),
        record.maxPeers(),
        (record.rxBytesPerSecond() + record.txBytesPerSecond()) * 8 / 1000,
        record.capacityKbit(),
        record.upBasisPoints(),
        record.lossBasisPoints(),
        record.draining());
  }
}
