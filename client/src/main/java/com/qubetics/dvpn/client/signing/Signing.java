package com.qubetics.dvpn.client.signing;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.AckLoop;
import com.qubetics.dvpn.client.session.Holding;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.session.SessionFacts;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Signs for one kept session. One thread calls it; [#figures] may be read by any.
public final class Signing implements AutoCloseable {
  private final Holding holding;
  private final SessionCalls calls;
  private final AckLoop loop;
  private final boolean wasOver;

  private Signing(Holding holding, SessionCalls calls, AckLoop loop, boolean wasOver) {
    this.holding = holding;
    this.calls = calls;
    this.loop = loop;
    this.wasOver = wasOver;
  }

  /// Asks first what the ledger has counted, which the book must not be behind.
  ///
  /// @throws ProblemException if the ledger refuses, GatewayException if it does not answer
  public static Signing resume(Holding holding, Access access, RandomGenerator random) {
    SessionCalls calls = new SessionCalls(access, holding.session());
    SessionFacts facts = calls.show();
    holding.counted(facts.countedBytes());
    AckLoop loop = new AckLoop(calls, holding, holding::bound, random);
    return new Signing(holding, calls, loop, facts.state().isOver());
  }

  public SessionId session() {
    return holding.session();
  }

  public AckLoop.Figures figures() {
    return loop.figures();
  }

  /// Signs until [#finish] or [#close].
  public void start() {
    loop.start();
  }

  /// Signs what is stated at this moment.
  public void once() {
    loop.once();
  }

  /// Ends the session if it is not over; a ledger that can't be asked ends it with its grant.
  public void endSession() {
    try {
      if (!wasOver) {
        calls.end();
      }
    } catch (ProblemException | GatewayException e) {
      // What was seen is signed all the same.
    }
  }

  /// Whether the ledger says that it is over; no if it can't be asked.
  public boolean isOver() {
    try {
      return wasOver || loop.figures().ended() || calls.hasEnded();
    } catch (ProblemException | GatewayException e) {
      return false;
    }
  }

  /// Signs what is stated last, for at most `limit`.
  ///
  /// @return whether nothing is left to sign; then what was kept is erased
  public boolean finish(Duration limit) {
    return loop.stop() && loop.finish(limit);
  }

  /// Stops without an end of the session: it stays kept.
  @Override
  public void close() {
    loop.stop();
    holding.close();
  }
}
