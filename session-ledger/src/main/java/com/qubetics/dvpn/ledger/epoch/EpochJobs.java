package com.qubetics.dvpn.ledger.epoch;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// The clockwork of epochs. Each replica runs it; row locks and states let each step happen once.
@Component
class EpochJobs {
  private final EpochSealing sealing;
  private final EpochOpenings openings;

  EpochJobs(EpochSealing sealing, EpochOpenings openings) {
    this.sealing = sealing;
    this.openings = openings;
  }

  @Scheduled(fixedDelay = 500)
  void seal() {
    boolean more;
    do {
      more = sealing.sealNext();
    } while (more);
  }

  @Scheduled(fixedDelay = 5_000)
  void anchorAgain() {
    sealing.anchorAgain();
  }

  @Scheduled(fixedDelay = 1_000)
  void open() {
    boolean more;
    do {
      more = openings.openNext();
    } while (more);
  }

  @Scheduled(fixedDelay = 5_000)
  void erase() {
    openings.erase();
  }
}
