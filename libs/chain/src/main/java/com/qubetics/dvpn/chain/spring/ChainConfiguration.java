package com.qubetics.dvpn.chain.spring;

import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainHistory;
import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.contract.RpcChainReader;
import com.qubetics.dvpn.chain.follow.FollowedEvents;
import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.chain.transaction.KeyFile;
import com.qubetics.dvpn.chain.transaction.Signer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives a service that sets `dvpn.chain.network-file` the [Network], [Calls] and a [ChainReader];
/// one with a database a [ChainHistory], with a [ChainEventHandler] beside it the follower; one
/// with a database and `dvpn.chain.key-file` the sender. The tables come from `classpath:db/chain`.
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
    })
@ConditionalOnProperty("dvpn.chain.network-file")
@EnableConfigurationProperties(ChainSettings.class)
public class ChainConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Network network(ChainSettings settings) {
    return Network.read(settings.networkFile());
  }

  @Bean
  @ConditionalOnMissingBean
  JsonRpc chainRpc(ChainSettings settings) {
    return new JsonRpc(settings.rpcUrl());
  }

  @Bean
  @ConditionalOnMissingBean
  ChainReader chainReader(Network network, JsonRpc rpc) {
    return new RpcChainReader(network, rpc);
  }

  @Bean
  @ConditionalOnMissingBean
  Calls calls(Network network) {
    return new Calls(network);
  }

  /// What the follower has brought.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(DataSource.class)
  static class Remembering {

    @Bean
    @ConditionalOnMissingBean
    ChainHistory chainHistory(Network network, DataSource dataSource) {
      return new FollowedEvents(network, JdbcClient.create(dataSource));
    }
  }

  /// Brings events to the service's handlers.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean({DataSource.class, PlatformTransactionManager.class, ChainEventHandler.class})
  static class Following {

    @Bean
    Follower chainFollower(
        Network network,
        JsonRpc rpc,
        List<ChainEventHandler> handlers,
        DataSource dataSource,
        PlatformTransactionManager transactions,
        ObjectProvider<MeterRegistry> metrics) {
      return new Follower(
          network,
          rpc,
          handlers,
          JdbcClient.create(dataSource),
          new TransactionTemplate(transactions),
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    PollLoop chainFollowerLoop(
        ChainSettings settings, Follower follower, ObjectProvider<MeterRegistry> metrics) {
      return new PollLoop(
          "follower",
          settings.pollInterval(),
          follower::poll,
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }
  }

  /// Sends the service's transactions.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean({DataSource.class, PlatformTransactionManager.class})
  @ConditionalOnProperty("dvpn.chain.key-file")
  static class Sending {

    @Bean
    IntentSender chainSender(
        ChainSettings settings,
        Network network,
        JsonRpc rpc,
        DataSource dataSource,
        PlatformTransactionManager transactions,
        ObjectProvider<Clock> clock,
        ObjectProvider<MeterRegistry> metrics) {
      Path keyFile =
          Objects.requireNonNull(settings.keyFile(), "dvpn.chain.key-file is set but empty");
      return new IntentSender(
          network,
          rpc,
          Signer.of(KeyFile.read(keyFile)),
          settings.sender(),
          JdbcClient.create(dataSource),
          new TransactionTemplate(transactions),
          clock.getIfAvailable(Clock::systemUTC),
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    PollLoop chainSenderLoop(
        ChainSettings settings, IntentSender sender, ObjectProvider<MeterRegistry> metrics) {
      return new PollLoop(
          "sender",
          settings.pollInterval(),
          () -> {
            sender.poll();
            return false;
          },
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }
  }
}
