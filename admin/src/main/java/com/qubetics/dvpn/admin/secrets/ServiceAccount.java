package com.qubetics.dvpn.admin.secrets;

import com.qubetics.dvpn.events.TopicRights;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A service as PostgreSQL and Kafka know it.
enum ServiceAccount {
  REGISTRY("registry-service", "registry", TopicRights.REGISTRY),
  SELECTOR("selector-service", null, TopicRights.SELECTOR),
  LEDGER("session-ledger", "ledger", TopicRights.LEDGER),
  REWARDS("rewards-service", "rewards", TopicRights.REWARDS),
  GATEWAY("gateway", "gateway", null);

  private final String service;
  private final @Nullable String database;
  private final @Nullable TopicRights topics;

  ServiceAccount(String service, @Nullable String database, @Nullable TopicRights topics) {
    this.service = service;
    this.database = database;
    this.topics = topics;
  }

  static ServiceAccount of(String service) {
    return Arrays.stream(values())
        .filter(account -> account.service.equals(service))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "SERVICE: %s (expected: one of %s)"
                        .formatted(
                            service,
                            Arrays.stream(values()).map(ServiceAccount::service).toList())));
  }

  String service() {
    return service;
  }

  /// Its database, and the role that owns it and nothing else.
  Optional<String> database() {
    return Optional.ofNullable(database);
  }

  Optional<TopicRights> topics() {
    return Optional.ofNullable(topics);
  }
}
