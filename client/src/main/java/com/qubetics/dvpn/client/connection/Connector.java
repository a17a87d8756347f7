package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.selection.Selections;
import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.client.session.OfferCheck;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.session.SessionOpening;
import com.qubetics.dvpn.client.session.SessionOpening.Opening;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.client.tunnel.HostUndo;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.client.tunnel.TunnelEcho;
import com.qubetics.dvpn.client.tunnel.TunnelSettings;
import com.qubetics.dvpn.client.tunnel.Undo;
import com.qubetics.dvpn.client.tunnel.UndoLog;
import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Brings a tunnel up: candidates, session, the check against the chain, WireGuard, first packet.
///
/// What needs no answer of another step runs beside it: the interface is made while candidates are
/// asked for, the chain is read while the ledger opens the session. Nothing is sent through the
/// tunnel, and WireGuard gets no key, before the offer has been checked.
public final class Connector implements AutoCloseable {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(30);
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(8);
  private static final Duration FIRST_PACKET_LIMIT = Duration.ofSeconds(8);
  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration ECHO_AGAIN = Duration.ofMillis(300);
  private static final int ROUNDS = 3;

  private final Access access;
  private final Chain chain;
  private final Clock clock;
  private final SecureRandom random;
  private final SessionTerms terms;
  private final UndoLog log;
  private final ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor();

  public Connector(
      Access access,
      Chain chain,
      Clock clock,
      SecureRandom random,
      SessionTerms terms,
      UndoLog log) {
    this.access = access;
    this.chain = chain;
    this.clock = clock;
    this.random = random;
    this.terms = terms;
    this.log = log;
  }

  /// A session whose tunnel carried its first packet.
  ///
  /// @param keys this device's for the tunnel
  /// @param tries all that led to it, itself the last
  public record Connected(
      Opening opening,
      Selection.Choice candidate,
      TunnelSecret keys,
      Tunnel tunnel,
      ConnectTiming timing,
      List<Try> tries) {}

  /// Makes an interface and connects over it; takes back what it changed if that fails, but for a
  /// kill switch that an earlier connection has left.
  ///
  /// @throws UnconnectedException with all that was tried
  public Connected connect(Wish wish, TunnelSettings settings) {
    boolean wasClosed = log.steps().stream().anyMatch(step -> step.kind() == Undo.Kind.KILL_SWITCH);
    Tries tries = Tries.begin();
    Future<Tunnel> making = beside.submit(() -> prepared(settings));
    try {
      return connect(wish, making, tries);
    } catch (RuntimeException e) {
      takeBack(making, wasClosed);
      throw e;
    }
  }

  private void takeBack(Future<Tunnel> making, boolean wasClosed) {
    settle(making);
    if (wasClosed) {
      HostUndo.allButKillSwitch(log);
    } else {
      HostUndo.all(log);
    }
  }

  /// Connects to another node over an interface that is there; leaves it as it is on failure.
  ///
  /// @param tries of this move so far; those of this call are added
  /// @throws UnconnectedException with all that was tried
  public Connected reconnect(Wish wish, Tunnel tunnel, Tries tries) {
    return connect(wish, beside.submit(() -> tunnel), tries);
  }

  private Tunnel prepared(TunnelSettings settings) {
    Tunnel tunnel = Tunnel.create(settings, log, random);
    TunnelEcho.rehearse();
    return tunnel;
  }

  private Connected connect(Wish wish, Future<Tunnel> making, Tries tries) {
    Wish remaining = wish;
    ProblemException last = new ProblemException(ProblemCode.NO_CANDIDATE, "no node was asked");
    try {
      for (int round = 0; round < ROUNDS; round++) {
        try {
          return new Attempt(making, remaining, tries).run();
        } catch (UnbelievedException e) {
          last = e.problem();
          remaining = remaining.without(e.node());
        }
      }
    } catch (ProblemException e) {
      // That no other node is left says less than what the last one did.
      boolean noOther = !remaining.equals(wish) && e.is(ProblemCode.NO_CANDIDATE);
      last = noOther ? last : e;
    } catch (GatewayException e) {
      throw UnconnectedException.of(e, tries);
    }
    throw UnconnectedException.of(last, tries);
  }

  /// A node that did not keep what it, or the control plane for it, said; another may.
  private static final class UnbelievedException extends Exception {
    private final transient NodeId node;
    private final transient ProblemException problem;

    UnbelievedException(NodeId node, ProblemException problem) {
      super(problem.getMessage(), problem);
      this.node = node;
      this.problem = problem;
    }

    NodeId node() {
      return node;
    }

    ProblemException problem() {
      return problem;
    }
  }

  /// One round, with the times at which its steps were done.
  private final class Attempt {
    private final Future<Tunnel> making;
    private final Wish wish;
    private final Tries tries;

    /// Whom the round has turned to, and when; whoever fails before any node fails it for nobody.
    private @Nullable NodeId turnedTo;

    private long turnedAt = System.nanoTime();

    Attempt(Future<Tunnel> making, Wish wish, Tries tries) {
      this.making = making;
      this.wish = wish;
      this.tries = tries;
    }

    Connected run() throws UnbelievedException {
      try {
        return connected();
      } catch (UnbelievedException e) {
        tries.failed(turnedTo, turnedAt, e.problem().code(), e.problem().getMessage());
        throw e;
      } catch (ProblemException e) {
        tries.attempted(e.attempts());
        if (e.attempts().isEmpty()) {
          tries.failed(turnedTo, turnedAt, e.code(), e.getMessage());
        }
        throw e;
      } catch (GatewayException e) {
        tries.failed(turnedTo, turnedAt, ProblemCode.NO_ANSWER.name(), e.getMessage());
        throw e;
      }
    }

    private Connected connected() throws UnbelievedException {
      long start = turnedAt;
      Future<TunnelSecret> pair = beside.submit(() -> TunnelSecret.random(random));
      Selection selection = new Selections(access).select(wish);
      long selected = System.nanoTime();
      List<NodeId> nodes =
          selection.candidates().stream()
              .map(Selection.Choice::node)
              .limit(Selections.CANDIDATES)
              .toList();
      Map<NodeId, Future<Optional<ChainNode>>> facts = new HashMap<>();
      for (NodeId node : nodes) {
        facts.put(node, beside.submit(() -> chain.node(node)));
      }
      TunnelSecret keys = await(pair);
      Opening opening =
          new SessionOpening(access, clock, random)
              .open(nodes, keys.publicKey(), terms, this::before);
      OpenedSession session = opening.session();
      long opened = System.nanoTime();
      turnTo(session, selected, opened);
      onlyOpen(opening);
      try {
        verify(opening, facts.get(session.node()));
        long verified = System.nanoTime();
        Tunnel tunnel = await(making);
        tunnel.configure(keys, session.offer().message().nodeTunnelKey(), session.clientConfig());
        long configured = System.nanoTime();
        FirstPacket first = firstPacket(session, tunnel, configured);
        tunnel.open();
        long open = System.nanoTime();
        OpenedSession.Timing timing = session.timing();
        ConnectTiming split =
            new ConnectTiming(
                Tries.millis(start, selected),
                Tries.millis(selected, opened),
                timing == null ? null : (double) timing.recordMillis(),
                timing == null ? null : (double) timing.installMillis(),
                Tries.millis(opened, verified),
                Tries.millis(verified, configured),
                Tries.millis(configured, first.handshake()),
                Tries.millis(first.handshake(), first.at()),
                Tries.millis(first.at(), open),
                tries.millisUntil(open));
        Selection.Choice candidate = candidate(selection, session.node());
        tries.connected(session.node(), turnedAt);
        return new Connected(opening, candidate, keys, tunnel, split, tries.list());
      } catch (RuntimeException | UnbelievedException e) {
        endQuietly(session);
        throw e;
      }
    }

    /// Any of them may be opened, whatever is answered.
    private void before(List<SessionId> granted) {
      log.before(
          granted.stream()
              .map(session -> new Undo(Undo.Kind.SESSION, session.toString(), null))
              .toList());
    }

    /// The other grants are not open.
    private void onlyOpen(Opening opening) {
      Domain domain = access.network().domain();
      SessionId open = opening.session().sessionId();
      opening.grants().stream()
          .map(grant -> new SessionId(grant.digest(domain)))
          .filter(id -> !id.equals(open))
          .forEach(id -> log.forget(Undo.Kind.SESSION, id.toString()));
    }

    /// The ledger turned to the session's node after it had given up those before it.
    private void turnTo(OpenedSession session, long selected, long opened) {
      turnedTo = session.node();
      turnedAt = selected;
      tries.attempted(session.attempts());
      long before =
          session.attempts().stream()
              .mapToLong(com.qubetics.dvpn.wire.session.Attempt::millis)
              .sum();
      turnedAt = Math.min(opened, selected + before * 1_000_000);
    }

    private void verify(Opening opening, @Nullable Future<Optional<ChainNode>> fact)
        throws UnbelievedException {
      try {
        OfferCheck.require(
            opening, fact == null ? Optional.empty() : await(fact), access, clock.instant());
      } catch (ProblemException e) {
        throw new UnbelievedException(opening.session().node(), e);
      }
    }

    /// Waits for the handshake and for an echo through the tunnel. Both are sent after routes and
    /// guard stand, so what comes back proves that neither cuts the tunnel's own way.
    private FirstPacket firstPacket(OpenedSession session, Tunnel tunnel, long since)
        throws UnbelievedException {
      Future<Long> echo = beside.submit(() -> echoed(tunnel.echo()));
      try {
        while (tunnel.counters().lastHandshake() == null) {
          if (System.nanoTime() - since > HANDSHAKE_LIMIT.toNanos()) {
            throw silent(session, ProblemCode.NO_HANDSHAKE, "node %s does not answer");
          }
          pause();
        }
        long handshake = System.nanoTime();
        long answered = echo.get(FIRST_PACKET_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        // The echo may have been read before the counters were.
        return new FirstPacket(Math.min(handshake, answered), answered);
      } catch (TimeoutException | ExecutionException e) {
        throw silent(
            session, ProblemCode.NO_PACKET, "node %s shook hands, but no packet came back");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted();
      } finally {
        echo.cancel(true);
      }
    }

    /// Until one comes back, or this is interrupted.
    private static long echoed(TunnelEcho echo) {
      boolean back = false;
      while (!back && !Thread.currentThread().isInterrupted()) {
        back = echo.answered(TunnelEcho.SMALL, ECHO_AGAIN);
      }
      return System.nanoTime();
    }

    private static UnbelievedException silent(
        OpenedSession session, ProblemCode code, String detail) {
      return new UnbelievedException(
          session.node(),
          new ProblemException(code, String.format(Locale.ROOT, detail, session.node())));
    }
  }

  /// Times at which the handshake was seen and an echo came back.
  private record FirstPacket(long handshake, long at) {}

  private static Selection.Choice candidate(Selection selection, NodeId node) {
    return selection.candidates().stream()
        .filter(candidate -> candidate.node().equals(node))
        .findFirst()
        .orElseThrow(() -> new ProblemException(ProblemCode.OFFER_NOT_GRANTED, "an unasked node"));
  }

  private void endQuietly(OpenedSession session) {
    try {
      new SessionCalls(access, session.sessionId()).end();
      log.forget(Undo.Kind.SESSION, session.sessionId().toString());
    } catch (ProblemException | GatewayException e) {
      // It ends with its grant; the reason the caller gets is the one that matters.
    }
  }

  private static void settle(Future<Tunnel> making) {
    try {
      making.get(STEP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      // What it did is in the log.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get(STEP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      if (e.getCause() instanceof GatewayException failure) {
        throw failure;
      }
      throw new GatewayException(String.valueOf(e.getMessage()), e);
    } catch (TimeoutException e) {
      throw new GatewayException("a step took longer than " + STEP_LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static ProblemException interrupted() {
    return new ProblemException(ProblemCode.INTERRUPTED, "interrupted");
  }

  @Override
  public void close() {
    beside.shutdownNow();
  }
}
