package com.qubetics.dvpn.events;

import com.qubetics.dvpn.protocol.value.Seal;
import java.time.Duration;

/// The topics, each with its one record type, as in docs/protocol.md section 9, and what it keeps.
/// Topics are created by this table, and those that a broker has already are altered to it. Names
/// are preceded by the network's topic prefix, if it has one.
public enum Topic {
  /// Key: node.
  NODE_DIRECTORY("node.directory", DirectoryEntry.class, 3, Retention.newestPerKey()),

  /// Key: node.
  NODE_TELEMETRY(
      "node.telemetry", Telemetry.class, 3, Retention.newestPerKeyFor(Duration.ofDays(1))),

  /// Key: session.
  SESSION_EVENTS("session.events", SessionEvent.class, 3, Retention.allFor(Duration.ofDays(7))),

  /// Key: epoch. One partition, so epochs keep their order.
  EPOCH_SEALED("epoch.sealed", Seal.class, 1, Retention.allForEver()),

  /// Key: epoch. One partition, so epochs keep their order.
  REWARDS_PUBLISHED("rewards.published", RewardsPublished.class, 1, Retention.allForEver());

  private final String bareName;
  private final Class<?> type;
  private final int partitions;
  private final Retention retention;

  Topic(String bareName, Class<?> type, int partitions, Retention retention) {
    this.bareName = bareName;
    this.type = type;
    this.partitions = partitions;
    this.retention = retention;
  }

  /// Without the network's prefix.
  public String bareName() {
    return bareName;
  }

  /// What its records are.
  public Class<?> type() {
    return type;
  }

  int partitions() {
    return partitions;
  }

  Retention retention() {
    return retention;
  }
}
