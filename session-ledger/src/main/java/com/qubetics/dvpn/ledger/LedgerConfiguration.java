package com.qubetics.dvpn.ledger;

import com.qubetics.dvpn.ledger.epoch.OpenEpoch;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/// Time, randomness, threads, and the one thing to be there before the first request: an open
/// epoch.
@Configuration
class LedgerConfiguration {
  private static final int JOB_THREADS = 4;

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }

  /// Threads for the jobs: a slow one, such as a question to a chain that does not answer, must not
  /// hold up the expiry of sessions (invariant I3). Spring's scheduler of virtual threads would run
  /// all fixed-delay jobs on one.
  @Bean
  ThreadPoolTaskScheduler taskScheduler() {
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.setPoolSize(JOB_THREADS);
    scheduler.setThreadNamePrefix("job-");
    return scheduler;
  }

  @Bean
  SmartInitializingSingleton firstEpoch(OpenEpoch epoch) {
    return epoch::openFirst;
  }
}
