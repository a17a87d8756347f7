package com.qubetics.dvpn.registry.presence;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Looks for silent nodes once a second.
@Component
@ConditionalOnBooleanProperty(name = "dvpn.rounds", matchIfMissing = true)
class PresenceRounds {
  private final Presence presence;

  PresenceRounds(Presence presence) {
    this.presence = presence;
  }

  @Scheduled(fixedDelay = 1_000)
  void look() {
    presence.expire();
  }
}
