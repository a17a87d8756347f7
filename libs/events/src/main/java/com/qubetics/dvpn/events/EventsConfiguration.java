package com.qubetics.dvpn.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/// Gives every service a [SnapshotReader], and one with a database an [Outbox] with its relay and
/// an [EventConsumer].
@AutoConfiguration(
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
  SnapshotReader snapshotReader(KafkaLink kafka, ObjectProvider<MeterRegistry> metrics) {
    return new SnapshotReader(kafka, metrics.getIfAvailable(SimpleMeterRegistry::new));
  }

  /// What needs a database.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean({DataSource.class, PlatformTransactionManager.class})
  static class WithDatabase {

    @Bean
    OutboxRelay outboxRelay(
        DataSource dataSource, KafkaLink kafka, ObjectProvider<MeterRegistry> metrics) {
      return new OutboxRelay(
          dataSource, new KafkaPublisher(kafka), metrics.getIfAvailable(SimpleMeterRegistry::new));
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
        ObjectProvider<MeterRegistry> metrics) {
      return new EventConsumer(
          kafka, dataSource, transactions, metrics.getIfAvailable(SimpleMeterRegistry::new));
    }
  }
}
