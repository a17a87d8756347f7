package com.qubetics.dvpn.events;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How this process reaches Kafka: clients with small buffers, and topics that exist before they
/// are used.
final class KafkaLink {
  private static final Logger log = LoggerFactory.getLogger(KafkaLink.class);
  private static final Duration WAIT = Duration.ofSeconds(20);

  private final String bootstrap;
  private final String prefix;
  private final Map<String, Object> login;
  private final boolean ownsTopics;
  private final Set<Topic> written;
  private final ReentrantLock creating = new ReentrantLock();
  private volatile boolean created;

  KafkaLink(EventsSettings settings) {
    this.bootstrap = settings.kafka().required();
    this.prefix = settings.topic().prefix();
    String user = settings.kafka().username();
    boolean anybody = user.isBlank();
    this.login =
        anybody ? Map.of() : KafkaLogin.scram(user, Path.of(settings.kafka().passwordFile()));
    this.ownsTopics = anybody || TopicRights.ownsTopics(user);
    this.written = anybody ? EnumSet.allOf(Topic.class) : TopicRights.writtenBy(user);
  }

  /// The topics that this process may write, all of them where the broker asks nobody.
  Set<Topic> written() {
    return written;
  }

  String name(Topic topic) {
    return prefix + topic.bareName();
  }

  /// Creates the topics that are missing and gives the others the settings of [Topic]; does nothing
  /// after the first success. At a broker that asks who it is, one service does so for all.
  ///
  /// @throws KafkaException if the broker can't be reached or refuses
  void ensureTopics() {
    if (created || !ownsTopics) {
      return;
    }
    creating.lock();
    try (Admin admin = admin()) {
      settle(admin, create(admin));
      created = true;
    } finally {
      creating.unlock();
    }
  }

  /// Those that were there before.
  private List<Topic> create(Admin admin) {
    Map<String, Topic> topics = new LinkedHashMap<>();
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      topics.put(name(topic), topic);
      missing.add(
          new NewTopic(name(topic), Optional.of(topic.partitions()), Optional.empty())
              .configs(topic.retention().configuration()));
    }
    List<Topic> existing = new ArrayList<>();
    admin
        .createTopics(missing)
        .values()
        .forEach(
            (name, creation) -> {
              try {
                await(creation);
              } catch (TopicExistsException e) {
                existing.add(Objects.requireNonNull(topics.get(name)));
              }
            });
    return existing;
  }

  /// Alters what differs only, so that replicas that start at once, and again, change nothing. A
  /// broker that lets this process alter nothing is a case for its operator and stops no traffic:
  /// all records are read all the same, only more of them.
  private void settle(Admin admin, List<Topic> topics) {
    try {
      Map<ConfigResource, Collection<AlterConfigOp>> changes = changes(admin, topics);
      if (!changes.isEmpty()) {
        await(admin.incrementalAlterConfigs(changes).all());
        changes.forEach((topic, ops) -> log.info("topic={} altered={}", topic.name(), ops));
      }
    } catch (AuthorizationException e) {
      log.error("topics can't be altered to their settings; the broker refuses", e);
    }
  }

  private Map<ConfigResource, Collection<AlterConfigOp>> changes(Admin admin, List<Topic> topics) {
    Map<ConfigResource, Topic> resources = new LinkedHashMap<>();
    topics.forEach(
        topic -> resources.put(new ConfigResource(ConfigResource.Type.TOPIC, name(topic)), topic));
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    await(admin.describeConfigs(resources.keySet()).all())
        .forEach(
            (resource, config) -> {
              List<AlterConfigOp> ops = new ArrayList<>();
              Topic topic = Objects.requireNonNull(resources.get(resource));
              topic
                  .retention()
                  .configuration()
                  .forEach(
                      (key, wanted) -> {
                        ConfigEntry entry = config.get(key);
                        if (entry == null || !wanted.equals(entry.value())) {
                          ops.add(
                              new AlterConfigOp(
                                  new ConfigEntry(key, wanted), AlterConfigOp.OpType.SET));
                        }
                      });
              if (!ops.isEmpty()) {
                changes.put(resource, ops);
              }
            });
    return changes;
  }

  private static <T> T await(@Nullable KafkaFuture<T> asked) {
    KafkaFuture<T> answer = Objects.requireNonNull(asked);
    try {
      return answer.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException("the broker did not answer about the topics", e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("the broker did not answer about the topics in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /// Asks the brokers about themselves.
  Admin admin() {
    return Admin.create(common());
  }

  /// A producer that repeats what is not acknowledged without changing its order.
  Producer<String, String> producer() {
    Map<String, Object> settings = common();
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("max.in.flight.requests.per.connection", 5);
    settings.put("delivery.timeout.ms", 20_000);
    settings.put("max.block.ms", 10_000);
    settings.put("linger.ms", 2);
    settings.put("buffer.memory", 4 << 20);
    settings.put("partitioner.ignore.keys", false);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  /// A consumer without a group: its positions are kept by the caller.
  Consumer<String, String> consumer() {
    Map<String, Object> settings = common();
    settings.put("enable.auto.commit", false);
    // A position that the broker does not have is never moved without a word.
    settings.put("auto.offset.reset", "none");
    settings.put("allow.auto.create.topics", false);
    settings.put("max.poll.records", 500);
    settings.put("fetch.max.bytes", 1 << 20);
    settings.put("max.partition.fetch.bytes", 256 << 10);
    settings.put("fetch.max.wait.ms", 500);
    settings.put("default.api.timeout.ms", 15_000);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  /// The topic's id, another one for each topic that is made under a name. Consumers are never
  /// told.
  String id(Admin admin, Topic topic) {
    String name = name(topic);
    return await(admin.describeTopics(List.of(name)).topicNameValues().get(name))
        .topicId()
        .toString();
  }

  /// All partitions of a topic.
  List<TopicPartition> partitions(Consumer<?, ?> consumer, Topic topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(name(topic), WAIT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("topic %s is not known to the broker yet".formatted(name(topic)));
    }
    return partitions;
  }

  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("bootstrap.servers", bootstrap);
    settings.put("request.timeout.ms", 10_000);
    settings.put("reconnect.backoff.max.ms", 2_000);
    // The other strategy, rebootstrap, spins without a pause while no broker answers. Host names
    // are
    // resolved anew at each connection, so moved brokers are found without it.
    settings.put("metadata.recovery.strategy", "none");
    settings.put("send.buffer.bytes", 64 << 10);
    settings.put("receive.buffer.bytes", 64 << 10);
    settings.put("metric.reporters", "");
    settings.put("enable.metrics.push", false);
    return settings;
  }
}
