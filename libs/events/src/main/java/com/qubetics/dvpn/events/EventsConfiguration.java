package com.qubetics.dvpn.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.SimpleStatusAggregator;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Gives every service a [SnapshotReader], and one with a database an [Outbox] with its relay and
/// an [EventConsumer].
@AutoConfiguration(
    beforeName =
        "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
    })
@EnableConfigurationProperties(EventsSettings.class)
public class EventsConfiguration {

  @Bean
  KafkaLink kafkaLink(EventsSettings settings) {
    return new KafkaLink(settings);
  }

  @Bean
  Readings eventReadings(ObjectProvider<MeterRegistry> metrics) {
    return new Readings(metrics.getIfAvailable(SimpleMeterRegistry::new), System::nanoTime);
  }

  @Bean
  SnapshotReader snapshotReader(
      KafkaLink kafka, ObjectProvider<MeterRegistry> metrics, Readings readings) {
    return new SnapshotReader(kafka, metrics.getIfAvailable(SimpleMeterRegistry::new), readings);
  }

  @Bean
  EventsWatch eventsWatch(
      KafkaLink kafka,
      ObjectProvider<DataSource> dataSource,
      ObjectProvider<MeterRegistry> metrics) {
    DataSource database = dataSource.getIfAvailable();
    return new EventsWatch(
        kafka,
        database == null ? null : JdbcClient.create(database),
        System::nanoTime,
        metrics.getIfAvailable(SimpleMeterRegistry::new));
  }

  /// What `/actuator/health` says of Kafka, and how it counts.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class HealthConfiguration {

    @Bean
    EventsHealth eventsHealth(
        EventsWatch watch, Readings readings, ObjectProvider<Published> published) {
      return new EventsHealth(
          watch,
          readings,
          () -> published.stream().flatMap(each -> each.stopped().stream()).findAny());
    }

    /// A status that Spring does not know counts for nothing in the whole's.
    @Bean
    StatusAggregator statusAggregator() {
      return new SimpleStatusAggregator(
          Status.DOWN, Status.OUT_OF_SERVICE, EventsHealth.BEHIND, Status.UP, Status.UNKNOWN);
    }
  }

  /// What needs a database.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean({DataSource.class, PlatformTransactionManager.class})
  static class WithDatabase {

    @Bean
    Published published(
        DataSource dataSource, KafkaLink kafka, ObjectProvider<MeterRegistry> metrics) {
      return new Published(
          kafka, JdbcClient.create(dataSource), metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    OutboxRelay outboxRelay(
        DataSource dataSource,
        KafkaLink kafka,
        Published published,
        ObjectProvider<MeterRegistry> metrics) {
      return new OutboxRelay(
          dataSource,
          new KafkaPublisher(kafka),
          published,
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    Outbox outbox(DataSource dataSource, OutboxRelay relay) {
      return new Outbox(dataSource, relay::wake);
    }

    @Bean
    EventConsumer eventConsumer(
        KafkaLink kafka,
        DataSource dataSource,
        PlatformTransactionManager transactions,
        ObjectProvider<MeterRegistry> metrics,
        Readings readings) {
      return new EventConsumer(
          kafka,
          dataSource,
          transactions,
          metrics.getIfAvailable(SimpleMeterRegistry::new),
          readings);
    }
  }
}
