package com.qubetics.dvpn.registry.probe;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Moves slots along, four times a second.
@Component
class SlotRounds {
  private final Slots slots;
  private final OperatorProbers probers;

  SlotRounds(Slots slots, OperatorProbers probers) {
    this.slots = slots;
    this.probers = probers;
  }

  @Scheduled(fixedDelay = 250)
  void move() {
    slots.prepare();
    probers.start(slots.draw());
    slots.due().forEach(slots::complete);
  }

  @Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
  void forget() {
    slots.forget();
  }
}
