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
  /// @param username user at brokers that ask for one (DVPN_KAFKA_USERNAME); empty by default
  /// @param passwordFile file of the user's password, mode 0600 (DVPN_KAFKA_PASSWORD_FILE)
  public record Kafka(
      @Nullable String bootstrap,
      @DefaultValue("") String username,
      @DefaultValue("") String passwordFile) {
    public Kafka {
      if (username.isBlank() != passwordFile.isBlank()) {
        throw new IllegalArgumentException(
            "DVPN_KAFKA_USERNAME and DVPN_KAFKA_PASSWORD_FILE: set both or neither");
      }
    }

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
