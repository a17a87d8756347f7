package com.qubetics.dvpn.ledger;

import com.qubetics.dvpn.ledger.epoch.OpenEpoch;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Time, randomness, and the one thing to be there before the first request: an open epoch.
@Configuration
class LedgerConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }

  @Bean
  SmartInitializingSingleton firstEpoch(OpenEpoch epoch) {
    return epoch::openFirst;
  }
}
