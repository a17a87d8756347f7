package com.qubetics.dvpn.engines;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/// A Kafka broker that is its own controller (KRaft), in this process and on disk.
public final class Kafka implements AutoCloseable {

  private static final int ID = 1;

  private final String bootstrap;
  private final Runnable stop;

  Kafka(String bootstrap, Runnable stop) {
    this.bootstrap = bootstrap;
    this.stop = stop;
  }

  /// The broker of this JVM's tests, started by the first caller. Test classes keep apart by a
  /// topic prefix of their own.
  public static Kafka shared() {
    return Shared.BROKER;
  }

  /// Starts the broker on a directory that is kept; an empty or missing one is formatted first. The
  /// controller takes a free port, which nobody but the broker itself uses.
  public static Kafka start(Path directory, int port) {
    return start(
        directory,
        port,
        Map.of(
            "listeners",
            "BROKER://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s",
            "listener.security.protocol.map",
            "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name",
            "BROKER"));
  }

  /// As above, for a broker that asks everybody who they are ([KafkaGuard]).
  ///
  /// @param adminPort where the administrator is served, on the loopback
  /// @param secrets folder with `admin.password`, made if there is none
  /// @param renewal [KafkaGuard#RENEWAL] but in tests
  public static Kafka guarded(
      Path directory, int port, int adminPort, Path secrets, Duration renewal) {
    // For the whole JVM: with Persian digits in SCRAM's first answer (Kafka 4.2.1) nobody logs in.
    Locale.setDefault(Locale.ROOT);
    PasswordFile.readOrMake(secrets.resolve(KafkaGuard.PASSWORD));
    Map<String, String> more =
        new HashMap<>(KafkaGuard.settings(secrets.toAbsolutePath(), renewal));
    more.put(
        "listeners",
        "SERVICES://127.0.0.1:%%s,ADMIN://127.0.0.1:%s,CONTROLLER://127.0.0.1:%%s"
            .formatted(adminPort));
    return start(directory, port, more);
  }

  private static Kafka start(Path directory, int port, Map<String, String> more) {
    Path folder = Folders.create(directory);
    try {
      if (!Files.exists(folder.resolve("meta.properties"))) {
        format(folder);
      }
      KafkaRaftServer server =
          new KafkaRaftServer(new KafkaConfig(settings(folder, port, more), false), Time.SYSTEM);
      server.startup();
      Endings.add(() -> shutDown(server));
      return new Kafka("127.0.0.1:" + port, () -> shutDown(server));
    } catch (Exception e) { // The formatter declares it; whatever it is, there is no broker.
      throw new EngineException("the Kafka broker did not start in " + folder + ": " + e, e);
    }
  }

  /// `host:port` for clients.
  public String bootstrap() {
    return bootstrap;
  }

  @Override
  public void close() {
    stop.run();
  }

  private static void shutDown(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path folder) throws Exception {
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setNodeId(ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(folder.toString()))
          .setMetadataLogDirectory(folder.toString())
          .setIgnoreFormatted(true)
          .run();
    }
  }

  /// @param more with `listeners`, which lack the two ports
  private static Properties settings(Path folder, int port, Map<String, String> more) {
    int controller = Ports.free();
    Properties all = new Properties();
    all.put("node.id", Integer.toString(ID));
    all.put("process.roles", "broker,controller");
    all.putAll(more);
    all.put(
        "listeners",
        String.format(Locale.ROOT, more.getOrDefault("listeners", ""), port, controller));
    all.put("controller.listener.names", "CONTROLLER");
    all.put("controller.quorum.voters", ID + "@127.0.0.1:" + controller);
    all.put("log.dirs", folder.toString());
    // The cleaner's default buffer of 128 MB does not fit into the small heap this runs with.
    all.put("log.cleaner.dedupe.buffer.size", "4194304");
    all.put("broker.session.timeout.ms", "2000");
    all.put("broker.heartbeat.interval.ms", "500");
    all.put("auto.create.topics.enable", "false");
    all.put("num.partitions", "1");
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "1");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    return all;
  }

  private static final class Shared {
    static final Kafka BROKER = EngineSource.chosen().kafka();
  }
}
