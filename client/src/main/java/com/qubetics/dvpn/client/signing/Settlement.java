package com.qubetics.dvpn.client.signing;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.Holding;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionStore.Entry;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Brings sessions to their end whose process has died: what was seen is signed, and what was kept
/// is erased. Where the ledger can't be asked they stay kept, for the next time.
public final class Settlement {
  private static final Duration LAST_ACKS = Duration.ofSeconds(3);

  private final SessionStore store;
  private final Access access;
  private final RandomGenerator random;

  public Settlement(Home home, Access access, Clock clock, RandomGenerator random) {
    this.store = new SessionStore(home, clock);
    this.access = access;
    this.random = random;
  }

  /// Notes what a session's tunnel has counted; for the moment before it is taken down.
  public void observe(SessionId session) {
    try (Holding holding = store.hold(session)) {
      holding.observe();
    } catch (ProblemException | UncheckedIOException e) {
      // Settled already, another process signs for it, its file can't be read, or the disk is full:
      // the tunnel comes down all the same.
    }
  }

  /// Ends a session and signs what its node states last.
  ///
  /// @return whether nothing is left to sign
  public boolean settle(SessionId session) {
    Optional<Signing> signing = signing(session);
    signing.ifPresent(Signing::endSession);
    return signing.map(open -> open.finish(LAST_ACKS)).orElseGet(() -> !store.keeps(session));
  }

  /// Settles all that were left behind of tunnels of this machine; the ledger opens no other
  /// session for who has not signed the last.
  public void leftovers() {
    for (Entry entry : store.list()) {
      if (entry instanceof Entry.Kept kept && kept.limit() == null && !kept.held()) {
        settle(kept.session());
      }
    }
  }

  private Optional<Signing> signing(SessionId session) {
    Holding holding;
    try {
      holding = store.hold(session);
    } catch (ProblemException | UncheckedIOException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(Signing.resume(holding, access, random));
    } catch (ProblemException | GatewayException e) {
      if (e instanceof ProblemException problem && problem.is(ProblemCode.SESSION_UNKNOWN)) {
        holding.forget();
      } else {
        holding.close();
      }
      return Optional.empty();
    }
  }
}
