package com.qubetics.dvpn.chain.spring;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ChainHistory;
import com.qubetics.dvpn.chain.follow.ChainWatch;
import com.qubetics.dvpn.chain.follow.FollowedEvents;
import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.chain.send.SenderRole;
import com.qubetics.dvpn.chain.send.SenderStatus;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.contract.ContractAccounts;
import com.qubetics.dvpn.evm.contract.RoleCheck;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.prepare.Preparation;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives a service that sets `dvpn.chain.network-file` the [Network], [Calls], a [ChainReader], a
/// [Preparation] and [ContractAccounts]; one with a database a [ChainHistory], with a
/// [ChainEventHandler] beside it the follower; one with a database and `dvpn.chain.role` the
/// sender. The tables come from `classpath:db/chain`.
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
    return new RpcChainReader(network.contracts(), rpc);
  }

  @Bean
  @ConditionalOnMissingBean
  Calls calls(Network network) {
    return new Calls(network.contracts());
  }

  @Bean
  @ConditionalOnMissingBean
  Preparation preparation(Network network, JsonRpc rpc) {
    return new Preparation(network, rpc);
  }

  @Bean
  @ConditionalOnMissingBean
  ContractAccounts contractAccounts(Network network, JsonRpc rpc, ChainSettings settings) {
    return new ContractAccounts(
        endpoints(rpc, settings), network.chainId(), network.confirmations());
  }

  private static List<JsonRpc> endpoints(JsonRpc rpc, ChainSettings settings) {
    URI second = settings.crossCheck();
    return second == null ? List.of(rpc) : List.of(rpc, new JsonRpc(second));
  }

  /// What the follower has brought.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(DataSource.class)
  static class HistoryConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ChainHistory chainHistory(Network network, DataSource dataSource) {
      return new FollowedEvents(network, JdbcClient.create(dataSource));
    }
  }

  /// Brings events to the service's handlers.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean({DataSource.class, PlatformTransactionManager.class, ChainEventHandler.class})
  static class FollowerConfiguration {

    @Bean
    Follower chainFollower(
        ChainSettings settings,
        Network network,
        JsonRpc rpc,
        List<ChainEventHandler> handlers,
        DataSource dataSource,
        PlatformTransactionManager transactions,
        ObjectProvider<MeterRegistry> metrics) {
      return new Follower(
          network,
          endpoints(rpc, settings),
          handlers,
          JdbcClient.create(dataSource),
          new TransactionTemplate(transactions),
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    ChainLoop chainFollowerLoop(
        ChainSettings settings, Follower follower, ObjectProvider<MeterRegistry> metrics) {
      return ChainLoop.of(
          "follower",
          () -> follower.poll() ? Duration.ZERO : settings.pollInterval(),
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }
  }

  /// Watches the chain for metrics and health.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean({DataSource.class, ChainEventHandler.class})
  static class WatchConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    @Bean
    ChainWatch chainWatch(
        JsonRpc rpc,
        DataSource dataSource,
        ObjectProvider<Clock> clock,
        ObjectProvider<MeterRegistry> metrics) {
      return new ChainWatch(
          rpc,
          JdbcClient.create(dataSource),
          clock.getIfAvailable(Clock::systemUTC),
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    ChainLoop chainWatchLoop(ChainWatch watch, ObjectProvider<MeterRegistry> metrics) {
      return ChainLoop.of(
          "watch",
          () -> {
            watch.look();
            return INTERVAL;
          },
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }
  }

  /// What `/actuator/health` says of the chain.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class HealthConfiguration {

    @Bean
    ChainHealth chainHealth(
        ObjectProvider<ChainWatch> watch,
        ObjectProvider<IntentSender> sender,
        ObjectProvider<SenderRole> role,
        ObjectProvider<Follower> follower,
        ObjectProvider<ChainLoop> loops,
        ChainSettings settings) {
      return new ChainHealth(
          watch.getIfAvailable(),
          sender.getIfAvailable(),
          role.getIfAvailable(),
          follower.getIfAvailable(),
          loops.stream().toList(),
          settings);
    }
  }

  /// Sends the service's transactions.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean({DataSource.class, PlatformTransactionManager.class})
  @ConditionalOnProperty("dvpn.chain.role")
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
      return new IntentSender(
          network,
          rpc,
          settings.signer().open(),
          settings.sender(),
          JdbcClient.create(dataSource),
          new TransactionTemplate(transactions),
          clock.getIfAvailable(Clock::systemUTC),
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    SenderRole chainSenderRole(
        ChainSettings settings,
        Network network,
        JsonRpc rpc,
        IntentSender sender,
        ObjectProvider<Clock> clock,
        ObjectProvider<MeterRegistry> metrics) {
      MeterRegistry registry = metrics.getIfAvailable(SimpleMeterRegistry::new);
      double lowBalance = SenderStatus.tics(settings.lowBalance());
      Gauge.builder("dvpn.chain.sender.low.balance.tics", () -> lowBalance).register(registry);
      return new SenderRole(
          new RoleCheck(network, rpc),
          Objects.requireNonNull(settings.role(), "dvpn.chain.role is set but empty"),
          sender.address(),
          clock.getIfAvailable(Clock::systemUTC),
          registry);
    }

    @Bean
    ChainLoop chainSenderLoop(
        ChainSettings settings,
        IntentSender sender,
        SenderRole role,
        ObjectProvider<MeterRegistry> metrics) {
      return ChainLoop.of(
          "sender",
          () -> {
            if (role.isRight()) {
              sender.poll();
            }
            return settings.pollInterval();
          },
          metrics.getIfAvailable(SimpleMeterRegistry::new));
    }
  }
}
