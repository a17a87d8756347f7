package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.connection.ConnectionState.Phase;
import com.qubetics.dvpn.client.connection.Connector.Connected;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.client.session.AckBook;
import com.qubetics.dvpn.client.session.AckLoop;
import com.qubetics.dvpn.client.session.OwnTunnel;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.signing.Settlement;
import com.qubetics.dvpn.client.tunnel.PeerCounters;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.client.tunnel.TunnelSettings;
import com.qubetics.dvpn.loop.BackOff;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.OpenedSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A tunnel that is held: its usage is acknowledged, its life is watched, and when it is dead it
/// moves to another node. One thread calls [#hold] and [#end]; [#stop] may come from any.
public final class Connection {
  private static final Duration WATCH = Duration.ofMillis(500);
  private static final Duration ECHO_LIMIT = Duration.ofMillis(900);
  private static final Duration LAST_ACKS = Duration.ofSeconds(3);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int PAUSE_FACTOR = 2;

  private final Access access;
  private final Connector connector;
  private final Home home;
  private final Wish wish;
  private final TunnelSettings tunnelSettings;
  private final ConnectionSettings settings;
  private final Clock clock;
  private final RandomGenerator random;
  private final CountDownLatch stop = new CountDownLatch(1);

  private Connected connected;
  private Instant since;
  private SessionCalls calls;
  private @Nullable AckLoop loop;
  private Phase phase = Phase.CONNECTED;
  private int reconnects;
  private @Nullable Double reconnectMillis;
  private @Nullable String problem;
  // Of the move that is under way; written by the holding thread, read by others.
  private volatile @Nullable Tries moving;

  private Connection(
      Access access,
      Connector connector,
      Home home,
      Wish wish,
      TunnelSettings tunnelSettings,
      ConnectionSettings settings,
      Clock clock,
      RandomGenerator random,
      Connected connected) {
    this.access = access;
    this.connector = connector;
    this.home = home;
    this.wish = wish;
    this.tunnelSettings = tunnelSettings;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.connected = connected;
    this.since = clock.instant();
    this.calls = new SessionCalls(access, connected.opening().session().sessionId());
  }

  /// Connects and begins to acknowledge.
  ///
  /// @throws ProblemException ALREADY_CONNECTED if another process holds a connection of this home
  public static Connection open(
      Access access,
      Connector connector,
      Home home,
      Wish wish,
      TunnelSettings tunnelSettings,
      ConnectionSettings settings,
      Clock clock,
      RandomGenerator random) {
    home.read(ConnectionState.FILE, ConnectionState.class)
        .filter(state -> state.holder().isPresent())
        .ifPresent(
            state -> {
              throw new ProblemException(
                  ProblemCode.ALREADY_CONNECTED, "process %s is connected".formatted(state.pid()));
            });
    new Settlement(home, access, clock, random).leftovers();
    Connected connected = connector.connect(wish, tunnelSettings);
    Connection connection =
        new Connection(
            access, connector, home, wish, tunnelSettings, settings, clock, random, connected);
    connection.begin();
    return connection;
  }

  private void begin() {
    OpenedSession session = connected.opening().session();
    calls = new SessionCalls(access, session.sessionId());
    if (settings.acknowledges()) {
      Tunnel tunnel = connected.tunnel();
      AckLoop next =
          new AckLoop(
              calls,
              new SessionStore(home, clock)
                  .keep(
                      connected.opening(),
                      access.network().domain(),
                      new OwnTunnel(
                          tunnelSettings.name(),
                          connected.keys().publicKey(),
                          session.offer().message().nodeTunnelKey())),
              () -> seen(tunnel.counters()),
              random);
      loop = next;
      next.start();
    }
    phase = Phase.CONNECTED;
    since = clock.instant();
    store();
  }

  private static AckBook.Seen seen(PeerCounters counters) {
    return new AckBook.Seen(counters.txBytes(), counters.rxBytes());
  }

  public ConnectionState state() {
    OpenedSession session = connected.opening().session();
    Tunnel tunnel = connected.tunnel();
    Tries moving = this.moving;
    return new ConnectionState(
        ProcessHandle.current().pid(),
        ConnectionState.startOf(ProcessHandle.current()),
        phase,
        tunnelSettings.name(),
        tunnelSettings.userspace(),
        tunnelSettings.routes(),
        tunnel.keptRoutes(),
        tunnel.closesIpv6(),
        session.sessionId(),
        session.node(),
        connected.candidate().place(),
        session.clientConfig().endpoint(),
        session.clientConfig().address(),
        session.clientConfig().dns(),
        since,
        connected.timing(),
        moving == null ? connected.tries() : moving.list(),
        reconnects,
        reconnectMillis,
        problem,
        loop == null ? AckLoop.Figures.none() : loop.figures());
  }

  private void store() {
    home.write(ConnectionState.FILE, state());
  }

  /// Watches until [#stop].
  public void hold() {
    Liveness life = Liveness.begin(connected.tunnel().counters(), System.nanoTime());
    AckLoop.Figures stored = AckLoop.Figures.none();
    while (!stopsWithin(WATCH)) {
      life = observed(life);
      if (isOver(life)) {
        life = settings.reconnects() ? moved() : dead(life);
      } else if (phase == Phase.DEAD) {
        phase = Phase.CONNECTED;
        store();
      }
      AckLoop.Figures figures = loop == null ? stored : loop.figures();
      if (!figures.equals(stored)) {
        stored = figures;
        store();
      }
    }
  }

  private Liveness observed(Liveness life) {
    Liveness now = life.observe(connected.tunnel().counters(), false, System.nanoTime());
    if (now.isQuiet(settings.deadAfter(), System.nanoTime())) {
      boolean echoed =
          Echo.answered(
              Connector.innerAddress(connected.opening().session().clientConfig()), ECHO_LIMIT);
      return now.observe(connected.tunnel().counters(), echoed, System.nanoTime());
    }
    return now;
  }

  private boolean isOver(Liveness life) {
    AckLoop.Figures figures = loop == null ? AckLoop.Figures.none() : loop.figures();
    // A pause is silence too, but it ends with the acks; one that lasts is a node that died in it.
    Duration silence = settings.deadAfter().multipliedBy(figures.paused() ? PAUSE_FACTOR : 1);
    return figures.ended()
        || life.isDead(connected.tunnel().counters(), silence, System.nanoTime());
  }

  private Liveness dead(Liveness life) {
    if (phase != Phase.DEAD) {
      phase = Phase.DEAD;
      store();
    }
    return life;
  }

  /// Leaves a dead node for another one, and goes on trying until there is one or [#stop].
  private Liveness moved() {
    long since = System.nanoTime();
    Tries tries = Tries.begin();
    moving = tries;
    phase = Phase.RECONNECTING;
    store();
    Wish others = wish.without(connected.opening().session().node());
    endSession();
    BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, random);
    boolean stopping = false;
    while (!stopping) {
      try {
        connected = connector.reconnect(others, connected.tunnel(), tries);
        moving = null;
        reconnects++;
        problem = null;
        reconnectMillis = (System.nanoTime() - since) / 1e6;
        begin();
        break;
      } catch (UnconnectedException e) {
        problem = e.code();
        store();
        stopping = stopsWithin(backOff.next());
      }
    }
    return Liveness.begin(connected.tunnel().counters(), System.nanoTime());
  }

  private boolean stopsWithin(Duration time) {
    try {
      return stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  public void stop() {
    stop.countDown();
  }

  /// Ends the session, acknowledges what the node states last, takes the tunnel down.
  public void end() {
    try {
      endSession();
    } finally {
      connected.tunnel().close();
      home.delete(ConnectionState.FILE);
    }
  }

  private void endSession() {
    try {
      calls.end();
    } catch (ProblemException | GatewayException e) {
      // The node ends it by itself with lease or grant; the tunnel goes down all the same.
    }
    AckLoop acks = loop;
    if (acks != null && acks.stop()) {
      acks.finish(phase == Phase.RECONNECTING ? Duration.ZERO : LAST_ACKS);
    }
    loop = null;
  }
}
