package com.qubetics.dvpn.ledger.chain;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.ledger.allowance.Allowances;
import com.qubetics.dvpn.ledger.allowance.Balances;
import com.qubetics.dvpn.ledger.epoch.BlockHashes;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the other features need of the chain, taken from the network's file and its node.
@Configuration
class ChainConfiguration {
  private static final Logger log = LoggerFactory.getLogger(ChainConfiguration.class);

  @Bean
  Domain domain(Network network) {
    return network.domain();
  }

  @Bean
  EpochSchedule schedule(Network network) {
    return network.schedule();
  }

  /// Before anything is spent: what was bought before prices were noted had the network's, if no
  /// event tells another.
  @Bean
  SmartInitializingSingleton lotPrices(Allowances allowances, Network network) {
    return () -> allowances.priceUnknown(network.pricePerGib());
  }

  @Bean
  Balances balances(ChainReader chain) {
    return account -> {
      try {
        return chain.balance(account);
      } catch (ChainException e) {
        throw new Refusal(
            ProblemCode.CHAIN_UNREACHABLE,
            "The chain can't be asked for the account's balance; try again.");
      }
    };
  }

  @Bean
  BlockHashes blockHashes(ChainReader chain, Network network) {
    return block -> {
      try {
        return chain.headBlock() < block + network.confirmations()
            ? Optional.empty()
            : chain.blockHash(block);
      } catch (ChainException e) {
        log.warn("block hash unknown block={}: {}", block, e.getMessage());
        return Optional.empty();
      }
    };
  }
}
