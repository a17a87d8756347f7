package com.qubetics.dvpn.events;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where Kafka is.
///
/// @param kafka `dvpn.kafka.*`
/// @param topic `dvpn.topic.*`
@ConfigurationProperties("dvpn")
public record EventsSettings(@DefaultValue Kafka kafka, @DefaultValue TopicNames topic) {

  /// @param bootstrap `host:port` of one or more brokers (DVPN_KAFKA_BOOTSTRAP); required
  public record Kafka(@Nullable String bootstrap) {
    String required() {
      if (bootstrap == null || bootstrap.isBlank()) {
        throw new IllegalStateException(
            "dvpn.kafka.bootstrap: not set (expected: host:port; set DVPN_KAFKA_BOOTSTRAP)");
      }
      return bootstrap;
    }
  }

  /// @param prefix put before each topic's name (DVPN_TOPIC_PREFIX); empty by default
  public record TopicNames(@DefaultValue("") String prefix) {}
}
