package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.protocol.value.Account;
import java.util.List;
import java.util.function.Predicate;

/// How long nodes were up, by the published performance.
record Uptime(LiveNetwork network) {

  /// Slots in which a node or a provider's nodes were up, of all in which they should have been.
  record Slots(long up, long of) {

    boolean all() {
      return of > 0 && up == of;
    }

    @Override
    public String toString() {
      return up + "/" + of;
    }
  }

  Slots of(StoryNode node, long epoch) {
    return sum(epoch, row -> row.node().equals(node.id()));
  }

  Slots of(Account provider, long epoch) {
    return sum(epoch, row -> row.provider().equals(provider));
  }

  private Slots sum(long epoch, Predicate<PerformanceRow> whose) {
    List<PerformanceRow> rows =
        PerformanceFile.parse(network.file(epoch, "performance")).rows().stream()
            .filter(whose)
            .toList();
    return new Slots(
        rows.stream().mapToLong(PerformanceRow::up).sum(),
        rows.stream().mapToLong(PerformanceRow::slots).sum());
  }
}
