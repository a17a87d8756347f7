package com.qubetics.dvpn.ledger.chain;

import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.ledger.allowance.Balances;
import com.qubetics.dvpn.ledger.epoch.BlockHashes;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the other features need of the chain, taken from the network's file and its node.
@Configuration
class ChainConfiguration {

  @Bean
  Domain domain(Network network) {
    return network.domain();
  }

  @Bean
  EpochSchedule schedule(Network network) {
    return network.schedule();
  }

  @Bean
  Balances balances(ChainReader chain) {
    return chain::balance;
  }

  @Bean
  BlockHashes blockHashes(ChainReader chain, Network network) {
    return block ->
        chain.headBlock() < block + network.confirmations()
            ? Optional.empty()
            : chain.blockHash(block);
  }
}
