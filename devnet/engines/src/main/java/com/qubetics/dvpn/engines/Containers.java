package com.qubetics.dvpn.engines;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// The second form of the engines: containers of the images that the system properties
/// `dvpn.image.postgres` and `dvpn.image.kafka` name. A container engine or an image that can't be
/// had is an error.
final class Containers {

  private Containers() {}

  static Postgres postgres() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(
                image("dvpn.image.postgres", "postgres:18").asCompatibleSubstituteFor("postgres"))
            .withUsername("postgres")
            .withPassword("devnet");
    container.start();
    return new Postgres(container.getMappedPort(5432), "devnet", container::stop);
  }

  static Kafka kafka() {
    KafkaContainer container =
        new KafkaContainer(
            image("dvpn.image.kafka", "apache/kafka:4.2.1")
                .asCompatibleSubstituteFor("apache/kafka"));
    container.start();
    return new Kafka(container.getBootstrapServers(), container::stop);
  }

  private static DockerImageName image(String property, String fallback) {
    return DockerImageName.parse(System.getProperty(property, fallback));
  }
}
