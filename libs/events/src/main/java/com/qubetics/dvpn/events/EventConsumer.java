package com.qubetics.dvpn.events;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.PlatformTransactionManager;

/// Reads topics into a service's database so that each record takes effect once. The position in
/// the topic, the record's name and the handler's writes commit in one transaction; a second
/// replica, a repeated record or a crash at any point changes nothing about the result. A record
/// that can't be handled is parked in `event_parked`, and the rest goes on.
public final class EventConsumer implements SmartLifecycle {
  private final KafkaLink kafka;
  private final DataSource dataSource;
  private final PlatformTransactionManager transactions;
  private final MeterRegistry metrics;
  private final Readings readings;
  private final Map<Topic, Subscription<?>> subscriptions = new EnumMap<>(Topic.class); // by this
  private boolean running; // guarded by this

  EventConsumer(
      KafkaLink kafka,
      DataSource dataSource,
      PlatformTransactionManager transactions,
      MeterRegistry metrics,
      Readings readings) {
    this.kafka = kafka;
    this.dataSource = dataSource;
    this.transactions = transactions;
    this.metrics = metrics;
    this.readings = readings;
  }

  /// Hands each record of `topic` to `handler`, from the topic's beginning, in order per key. The
  /// handler runs inside the transaction, on the topic's own thread, and must not wait for long.
  ///
  /// @throws IllegalStateException if this service reads the topic already
  public synchronized <T> void subscribe(Topic topic, Class<T> type, Consumer<T> handler) {
    if (!topic.type().equals(type)) {
      throw new IllegalArgumentException(
          "type: %s (expected: %s)".formatted(type.getSimpleName(), topic.type().getSimpleName()));
    }
    if (subscriptions.containsKey(topic)) {
      throw new IllegalStateException("topic %s is read already".formatted(topic.bareName()));
    }
    var subscription =
        new Subscription<>(
            kafka, dataSource, transactions, metrics, readings.of(topic), topic, type, handler);
    subscriptions.put(topic, subscription);
    if (running) {
      subscription.start();
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    subscriptions.values().forEach(Subscription::start);
  }

  @Override
  public synchronized void stop() {
    running = false;
    subscriptions.values().forEach(Subscription::stop);
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }
}
