package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.wire.agent.PeerCode;
import java.time.Duration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Ends sessions whose time is over and forgets what need not be kept. Every replica runs it; a
/// change that another has made does nothing.
@Component
class SessionExpiry {
  private static final int BATCH = 500;

  /// A request whose waiter died with its process is revoked after the longest wait and this.
  private static final Duration ORPHAN = Duration.ofSeconds(10);

  private final Sessions sessions;
  private final AccountCredits credits;
  private final SessionSettings settings;

  SessionExpiry(Sessions sessions, AccountCredits credits, SessionSettings settings) {
    this.sessions = sessions;
    this.credits = credits;
    this.settings = settings;
  }

  @Scheduled(fixedDelay = 1_000)
  void expire() {
    sessions.pastTheirGrant(BATCH).forEach(id -> sessions.end(id, PeerCode.EXPIRED.name()));
    sessions
        .requestedBefore(settings.installWait().plus(ORPHAN), BATCH)
        .forEach(id -> sessions.refuse(id, PeerCode.INSTALL_TIMEOUT.name(), false));
    sessions.freeTunnelsOlderThan(settings.tunnelHold());
  }

  @Scheduled(fixedDelay = 60_000)
  void forget() {
    credits.forget(settings.accountErasure());
    sessions.deleteOlderThan(settings.retention());
  }
}
