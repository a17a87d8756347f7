package com.qubetics.dvpn.registry.performance;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Looks once a second whether an epoch is to be sealed.
@Component
@ConditionalOnBooleanProperty(name = "dvpn.rounds", matchIfMissing = true)
class SealingRounds {
  private final Sealing sealing;

  SealingRounds(Sealing sealing) {
    this.sealing = sealing;
  }

  @Scheduled(fixedDelay = 1_000)
  void look() {
    sealing.sealNext();
  }
}
