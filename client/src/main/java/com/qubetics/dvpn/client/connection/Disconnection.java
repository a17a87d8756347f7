package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.signing.Settlement;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/// Ends the connection of a home from outside of the process that holds it, and also when that
/// process has died.
public final class Disconnection {
  private static final Duration HOLDER_LIMIT = Duration.ofSeconds(15);
  private static final Duration LEDGER_LIMIT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Home home;
  private final Access access;
  private final Clock clock;

  public Disconnection(Home home, Access access, Clock clock) {
    this.home = home;
    this.access = access;
    this.clock = clock;
  }

  /// @param ended whether the ledger says that the session is over
  /// @param millis from the order to the ledger's word
  public record Done(SessionId session, boolean ended, double millis) {}

  /// @throws ProblemException NOT_CONNECTED if there is none
  public Done end() {
    ConnectionState state =
        home.read(ConnectionState.FILE, ConnectionState.class)
            .orElseThrow(
                () -> new ProblemException(ProblemCode.NOT_CONNECTED, "no connection here"));
    long start = System.nanoTime();
    state.holder().ifPresent(holder -> stop(state, holder));
    SessionCalls calls = new SessionCalls(access, state.session());
    Settlement settlement = new Settlement(home, access, clock, new SecureRandom());
    if (home.read(ConnectionState.FILE, ConnectionState.class).isPresent()) {
      // The holder died without taking its tunnel down.
      settlement.observe(state.session());
      Tunnel.adopt(state.tunnelSettings(), state.keptRoutes(), state.closesIpv6()).close();
      home.delete(ConnectionState.FILE);
      calls.end();
      settlement.settle(state.session());
    }
    boolean ended = calls.hasEnded();
    while (!ended && System.nanoTime() - start < LEDGER_LIMIT.toNanos()) {
      pause();
      ended = calls.hasEnded();
    }
    return new Done(state.session(), ended, Math.round((System.nanoTime() - start) / 1e4) / 100.0);
  }

  /// Asks the holder to end in order, then makes it.
  private static void stop(ConnectionState state, ProcessHandle holder) {
    long start = System.nanoTime();
    holder.destroy();
    while (state.holder().isPresent()) {
      if (System.nanoTime() - start > HOLDER_LIMIT.toNanos()) {
        holder.destroyForcibly();
        return;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemCode.INTERRUPTED, "interrupted");
    }
  }
}
