package com.qubetics.dvpn.rewards;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/// rewards-service: sealed epochs in, reward roots on chain and proofs for claims out.
@SpringBootApplication
@ConfigurationPropertiesScan
public class RewardsApplication {

  public static void main(String[] args) {
    SpringApplication.run(RewardsApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  EpochSchedule schedule(Network network) {
    return network.schedule();
  }
}
