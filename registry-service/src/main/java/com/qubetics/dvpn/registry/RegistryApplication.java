package com.qubetics.dvpn.registry;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.registry.node.ActivationRules;
import com.qubetics.dvpn.registry.node.ActivationSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/// Starts the registry.
@SpringBootApplication
@ConfigurationPropertiesScan
public class RegistryApplication {
  private static final Logger log = LoggerFactory.getLogger(RegistryApplication.class);

  public static void main(String[] arguments) {
    SpringApplication.run(RegistryApplication.class, arguments);
  }

  /// What each replica does every so often. Locks and states in the database let it happen once.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBooleanProperty(name = "dvpn.rounds", matchIfMissing = true)
  @EnableScheduling
  static class Rounds {}

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }

  @Bean
  EpochSchedule schedule(Network network) {
    return network.schedule();
  }

  @Bean
  ActivationRules life(ActivationSettings settings, EpochSchedule schedule) {
    return settings.in(schedule);
  }

  @Bean
  Domain domain(Network network) {
    return network.domain();
  }

  /// A round that fails is counted and comes again.
  @Bean
  SimpleAsyncTaskSchedulerCustomizer failedRounds(MeterRegistry metrics) {
    var failures = metrics.counter("dvpn_registry_round_failures_total");
    return scheduler ->
        scheduler.setErrorHandler(
            failure -> {
              failures.increment();
              log.warn("round failed, comes again", failure);
            });
  }
}
