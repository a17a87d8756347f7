package com.qubetics.dvpn.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/// Kafka's part of `/actuator/health`: figures, and alarms with their remedy. A service whose
/// records don't move is BEHIND, not DOWN: it answers, and loses nothing. To HTTP that is no
/// failure, and liveness and readiness know nothing of it, since a supervisor that restarts what
/// waits for Kafka would make the outage longer.
final class EventsHealth implements HealthIndicator {
  static final Status BEHIND = new Status("BEHIND", "works, on what it knew a while ago");

  /// Older than this is an alarm, as in deploy/prometheus/service-alerts.yml.
  static final Duration STALE_AFTER = Duration.ofSeconds(60);

  private final EventsWatch watch;
  private final Readings readings;
  private final Supplier<Optional<String>> outboxStop;

  /// @param outboxStop why nothing of the outbox is published, if so
  EventsHealth(EventsWatch watch, Readings readings, Supplier<Optional<String>> outboxStop) {
    this.watch = watch;
    this.readings = readings;
    this.outboxStop = outboxStop;
  }

  @Override
  public Health health() {
    List<String> alarms = new ArrayList<>();
    Health.Builder health = Health.up();
    Duration silence = watch.kafkaSilence();
    health.withDetail("kafkaSilenceSeconds", silence.toSeconds());
    if (isStale(silence)) {
      alarms.add("Kafka gives no answer: look at the brokers at DVPN_KAFKA_BOOTSTRAP");
    }
    watch
        .outboxAge()
        .ifPresent(
            age -> {
              health.withDetail("outboxAgeSeconds", age.toSeconds());
              if (isStale(age)) {
                alarms.add("records wait in event_outbox: they go out once Kafka takes them");
              }
            });
    TreeMap<String, Long> behind = new TreeMap<>();
    readings
        .behind()
        .forEach(
            (topic, by) -> {
              behind.put(topic.bareName(), by.toSeconds());
              if (isStale(by)) {
                alarms.add(
                    "%s is not read to its end: it catches up, or the log says why not"
                        .formatted(topic.bareName()));
              }
            });
    readings
        .stopped()
        .values()
        .forEach(why -> alarms.add("%s: %s".formatted(why, Readings.REMEDY)));
    outboxStop.get().ifPresent(why -> alarms.add("%s: %s".formatted(why, Published.REMEDY)));
    health.withDetail("behindSeconds", behind).withDetail("alarms", alarms);
    return (alarms.isEmpty() ? health : health.status(BEHIND)).build();
  }

  private static boolean isStale(Duration time) {
    return time.compareTo(STALE_AFTER) > 0;
  }
}
