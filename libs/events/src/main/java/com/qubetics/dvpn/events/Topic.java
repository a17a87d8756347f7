package com.qubetics.dvpn.events;

import java.time.Duration;
import java.util.Map;

/// The topics, each with its one record type, as in docs/protocol.md section 9. Names are preceded
/// by the network's topic prefix, if it has one.
public enum Topic {
  /// Key: node. Kept: the newest per node.
  NODE_DIRECTORY("node.directory", DirectoryEntry.class, 3, Map.of("cleanup.policy", "compact")),

  /// Key: node. Kept: the newest per node, for a day.
  NODE_TELEMETRY(
      "node.telemetry",
      Telemetry.class,
      3,
      Map.of("cleanup.policy", "compact,delete", "retention.ms", millis(Duration.ofDays(1)))),

  /// Key: session. Kept for 7 days.
  SESSION_EVENTS(
      "session.events",
      SessionEvent.class,
      3,
      Map.of("cleanup.policy", "delete", "retention.ms", millis(Duration.ofDays(7)))),

  /// Key: epoch. Kept for ever; one partition, so epochs keep their order.
  EPOCH_SEALED(
      "epoch.sealed",
      EpochSealed.class,
      1,
      Map.of("cleanup.policy", "delete", "retention.ms", "-1")),

  /// Key: epoch. Kept for ever; one partition, so epochs keep their order.
  REWARDS_PUBLISHED(
      "rewards.published",
      RewardsPublished.class,
      1,
      Map.of("cleanup.policy", "delete", "retention.ms", "-1"));

  private final String bareName;
  private final Class<?> type;
  private final int partitions;
  private final Map<String, String> configuration;

  Topic(String bareName, Class<?> type, int partitions, Map<String, String> configuration) {
    this.bareName = bareName;
    this.type = type;
    this.partitions = partitions;
    this.configuration = configuration;
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

  Map<String, String> configuration() {
    return configuration;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
