package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.chain.spring.ChainLoop;
import com.qubetics.dvpn.chain.spring.ChainSettings;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.prepare.Preparation;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.rewards.claim.Claims;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Runs the keeper where it has a key.
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression(
    "!'${dvpn.rewards.keeper.key-file:}${dvpn.rewards.keeper.keystore:}${dvpn.rewards.keeper.signer-url:}'.isEmpty()")
class KeeperConfiguration {

  @Bean
  KeeperWallet keeperWallet(
      Network network,
      JsonRpc rpc,
      KeeperSettings settings,
      JdbcClient jdbc,
      TransactionTemplate transactions,
      Clock clock,
      MeterRegistry metrics) {
    Signer signer = settings.signer().open();
    SimpleMeterRegistry own = new SimpleMeterRegistry();
    IntentSender sender =
        new IntentSender(network, rpc, signer, settings.sender(), jdbc, transactions, clock, own);
    own.getMeters().forEach(meter -> publish(meter, metrics));
    return new KeeperWallet(new Account(signer.address()), sender);
  }

  /// The sender's gauges under the keeper's name: the proposer's have the first one.
  private static void publish(Meter meter, MeterRegistry metrics) {
    if (meter instanceof Gauge gauge) {
      String name = gauge.getId().getName().replaceFirst("^dvpn\\.chain\\.", "");
      Gauge.builder("dvpn.rewards.keeper." + name, gauge::value).register(metrics);
    }
  }

  @Bean
  AutomaticClaims keeping(
      Wishes wishes,
      Claims claims,
      Preparation preparation,
      KeeperWallet wallet,
      KeeperSettings settings,
      TransactionTemplate transactions,
      Clock clock,
      MeterRegistry metrics) {
    return new AutomaticClaims(
        wishes, claims, preparation, wallet, settings, transactions, clock, metrics);
  }

  @Bean
  ChainLoop keeperLoop(KeeperSettings settings, AutomaticClaims keeping, MeterRegistry metrics) {
    return ChainLoop.of(
        "keeper",
        () -> {
          keeping.step();
          return settings.interval();
        },
        metrics);
  }

  @Bean
  ChainLoop keeperSenderLoop(ChainSettings settings, KeeperWallet wallet, MeterRegistry metrics) {
    return ChainLoop.of(
        "keeper-sender",
        () -> {
          wallet.sender().poll();
          return settings.pollInterval();
        },
        metrics);
  }
}
