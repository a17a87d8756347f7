package com.qubetics.dvpn.engines.qubetics;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// When a transaction can be found by its hash: CometBFT indexes a block's transactions after it,
/// in a service of its own (`state/txindex/indexer_service.go`), and receipts are looked up there.
///
/// Thread-safe.
final class Index {
  private static final int MAX_KEPT = 100_000;

  private final Map<String, Place> places =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private record Place(long block, long nanos) {}

  synchronized void add(Bytes32 hash, long block) {
    places.put(hash.toString(), new Place(block, System.nanoTime()));
  }

  /// Of a transaction of an earlier run: yes, if it is in a block.
  synchronized boolean has(String hash, long head, QubeticsSettings settings) {
    Place place = places.get(hash.toLowerCase(Locale.ROOT));
    if (place == null) {
      return true;
    }
    Duration since = Duration.ofNanos(System.nanoTime() - place.nanos());
    return since.compareTo(settings.receipts().late()) >= 0
        && head >= place.block() + settings.receipts().lateBlocks();
  }
}
