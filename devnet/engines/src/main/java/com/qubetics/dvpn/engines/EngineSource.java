package com.qubetics.dvpn.engines;

/// Where the engines of tests come from: the system property `dvpn.engines` is `embedded` (default)
/// or `containers`. The chain is the same program in both.
enum EngineSource {
  EMBEDDED {
    @Override
    Postgres postgres() {
      return Postgres.start(Folders.temporary("postgres"), Ports.free());
    }

    @Override
    Kafka kafka() {
      return Kafka.start(Folders.temporary("kafka"), Ports.free());
    }
  },

  CONTAINERS {
    @Override
    Postgres postgres() {
      return Containers.postgres();
    }

    @Override
    Kafka kafka() {
      return Containers.kafka();
    }
  };

  abstract Postgres postgres();

  abstract Kafka kafka();

  static EngineSource chosen() {
    String name = System.getProperty("dvpn.engines", "embedded");
    return switch (name) {
      case "embedded" -> EMBEDDED;
      case "containers" -> CONTAINERS;
      default ->
          throw new EngineException(
              "dvpn.engines: " + name + " (expected: embedded or containers)");
    };
  }
}
