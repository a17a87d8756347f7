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
import com.qubetics.dvpn.client.tunnel.HostUndo;
import com.qubetics.dvpn.client.tunnel.NetworkWatch;
import com.qubetics.dvpn.client.tunnel.PeerCounters;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.client.tunnel.TunnelEcho;
import com.qubetics.dvpn.client.tunnel.TunnelSettings;
import com.qubetics.dvpn.client.tunnel.Undo;
import com.qubetics.dvpn.client.tunnel.UndoLog;
import com.qubetics.dvpn.loop.BackOff;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.OpenedSession;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A tunnel that is held: its usage is acknowledged, what others change of it is put back, its life
/// is watched, and when it is dead it moves to another node. One thread calls [#hold] and [#end];
/// [#stop] may come from any.
public final class Connection {
  private static final Duration WATCH = Duration.ofMillis(500);

  /// One change of a network is many messages.
  private static final Duration SETTLING = Duration.ofMillis(100);

  /// Between two looks at the whole, where nothing was heard of a change.
  private static final Duration LOOK = Duration.ofSeconds(5);

  /// Between two echoes of full size in a tunnel that is in use.
  private static final Duration FULL_SIZE = Duration.ofSeconds(10);

  private static final Duration ECHO_LIMIT = Duration.ofMillis(900);
  private static final Duration LAST_ACKS = Duration.ofSeconds(3);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
  private static final int PAUSE_FACTOR = 2;

  private final Access access;
  private final Connector connector;
  private final Home home;
  private final UndoLog log;
  private final Wish wish;
  private final TunnelSettings tunnelSettings;
  private final ConnectionSettings settings;
  private final Clock clock;
  private final RandomGenerator random;
  private final Semaphore wake = new Semaphore(0);
  private final Sleep sleep;
  private volatile boolean stopped;
  private volatile boolean networkChanged;

  private Connected connected;
  private Instant since;
  private SessionCalls calls;
  private @Nullable AckLoop loop;
  private Phase phase = Phase.CONNECTED;
  private int reconnects;
  private @Nullable Double reconnectMillis;
  private @Nullable String problem;
  private @Nullable String problemDetail;
  private int mended;
  private long earlierAckedBytes;
  private long lookedAt = System.nanoTime();
  private long provedFullSizeAt = System.nanoTime();
  private PeerCounters atFullSize;
  // Of the move that is under way; written by the holding thread, read by others.
  private volatile @Nullable Tries moving;

  private Connection(
      Access access,
      Connector connector,
      Home home,
      UndoLog log,
      Wish wish,
      TunnelSettings tunnelSettings,
      ConnectionSettings settings,
      Clock clock,
      RandomGenerator random,
      Connected connected) {
    this.access = access;
    this.connector = connector;
    this.home = home;
    this.log = log;
    this.wish = wish;
    this.tunnelSettings = tunnelSettings;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.connected = connected;
    this.since = clock.instant();
    this.sleep = new Sleep(clock);
    this.calls = new SessionCalls(access, connected.opening().session().sessionId());
    this.atFullSize = connected.tunnel().counters();
  }

  /// Connects and begins to acknowledge. What a connection of this home that died has left is taken
  /// back first, but for its kill switch, which stays until this one's is in its place.
  ///
  /// @param log of this home
  /// @throws ProblemException ALREADY_CONNECTED if another process holds a connection of this home
  public static Connection open(
      Access access,
      Connector connector,
      Home home,
      UndoLog log,
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
    Settlement settlement = new Settlement(home, access, clock, random);
    Leftover.sessions(log).forEach(settlement::observe);
    HostUndo.allButKillSwitch(log);
    Leftover.end(access, log);
    settlement.leftovers();
    Connected connected = connector.connect(wish, tunnelSettings);
    Connection connection =
        new Connection(
            access, connector, home, log, wish, tunnelSettings, settings, clock, random, connected);
    try {
      connection.begin();
      connection.store();
    } catch (RuntimeException e) {
      connection.end();
      throw e;
    }
    return connection;
  }

  private void begin() {
    OpenedSession session = connected.opening().session();
    calls = new SessionCalls(access, session.sessionId());
    if (settings.acknowledges()) {
      Connected held = connected;
      AckLoop next =
          new AckLoop(
              calls,
              new SessionStore(home, clock)
                  .keep(
                      held.opening(),
                      access.network().domain(),
                      new OwnTunnel(
                          tunnelSettings.name(),
                          held.keys().publicKey(),
                          session.offer().message().nodeTunnelKey())),
              () -> seen(held.tunnel().counters(held.keys())),
              random);
      loop = next;
      next.start();
    }
    phase = Phase.CONNECTED;
    since = clock.instant();
  }

  private static AckBook.Seen seen(PeerCounters counters) {
    return new AckBook.Seen(counters.txBytes(), counters.rxBytes());
  }

  public ConnectionState state() {
    OpenedSession session = connected.opening().session();
    Tries moving = this.moving;
    return new ConnectionState(
        ProcessHandle.current().pid(),
        ConnectionState.startOf(ProcessHandle.current()),
        phase,
        tunnelSettings.name(),
        session.sessionId(),
        session.node(),
        connected.candidate().place(),
        session.clientConfig().endpoint(),
        session.clientConfig().address(),
        session.clientConfig().address6(),
        connected.tunnel().resolver(),
        connected.tunnel().mtu(),
        since,
        connected.timing(),
        moving == null ? connected.tries() : moving.list(),
        reconnects,
        reconnectMillis,
        mended,
        problem,
        problem == null ? null : problemDetail,
        figures(),
        earlierAckedBytes);
  }

  private AckLoop.Figures figures() {
    return loop == null ? AckLoop.Figures.none() : loop.figures();
  }

  private void store() {
    home.write(ConnectionState.FILE, state());
  }

  /// The tunnel goes on where its state can't be written.
  private void show() {
    try {
      store();
    } catch (UncheckedIOException e) {
      problem = ProblemCode.HOME_NOT_WRITABLE.name();
    }
  }

  /// Watches until [#stop].
  public void hold() {
    Liveness life = alive();
    AckLoop.Figures shown = AckLoop.Figures.none();
    try (NetworkWatch watch = NetworkWatch.begin(this::heardOfChange)) {
      while (!stopsWithin(WATCH)) {
        boolean changed = mend();
        life = observed(life, changed);
        life = isOver(life) ? over(life) : back(life);
        if (!figures().equals(shown)) {
          shown = figures();
          show();
        }
      }
    }
  }

  private Liveness alive() {
    return Liveness.begin(connected.tunnel().counters(), System.nanoTime());
  }

  private void heardOfChange() {
    networkChanged = true;
    wake.release();
  }

  /// Puts back what others changed.
  ///
  /// @return whether this machine's network changed, or the machine slept
  private boolean mend() {
    Tunnel tunnel = connected.tunnel();
    boolean changed = networkChanged | sleep.isOver();
    boolean due = changed || !tunnel.isThere() || passed(lookedAt, LOOK);
    if (!due) {
      return false;
    }
    networkChanged = false;
    lookedAt = System.nanoTime();
    try {
      Set<Tunnel.Fault> faults = tunnel.faults();
      if (!faults.isEmpty()) {
        tunnel.mend(faults);
        mended++;
        problem = null;
        show();
      }
      if (changed) {
        tunnel.roam();
      }
    } catch (ProblemException e) {
      // What can't be put back is tried again at the next look.
      networkChanged = true;
      tell(e.code(), e.getMessage());
    }
    return changed;
  }

  private void tell(String code, @Nullable String detail) {
    if (!code.equals(problem)) {
      problem = code;
      problemDetail = detail;
      show();
    }
  }

  private static boolean passed(long since, Duration time) {
    return System.nanoTime() - since > time.toNanos();
  }

  private Liveness observed(Liveness life, boolean changed) {
    Tunnel tunnel = connected.tunnel();
    Liveness now = life.observe(tunnel.counters(), false, System.nanoTime());
    if (changed || now.isQuiet(settings.deadAfter(), System.nanoTime())) {
      boolean echoed = tunnel.echo().answered(TunnelEcho.SMALL, ECHO_LIMIT);
      now = now.observe(tunnel.counters(), echoed, System.nanoTime());
    }
    if (changed || passed(provedFullSizeAt, FULL_SIZE)) {
      proveFullSize();
    }
    return now;
  }

  /// Small packets pass and large ones don't: the path carries less than it did.
  private void proveFullSize() {
    Tunnel tunnel = connected.tunnel();
    PeerCounters now = tunnel.counters();
    boolean used = now.rxBytes() != atFullSize.rxBytes() || now.txBytes() != atFullSize.txBytes();
    provedFullSizeAt = System.nanoTime();
    if (used
        && tunnel.mayFitMtu()
        && !passesTwice(tunnel.echo(), tunnel.mtu())
        && tunnel.echo().answered(TunnelEcho.SMALL, ECHO_LIMIT)) {
      tunnel.fitMtu();
      show();
    }
    atFullSize = tunnel.counters();
  }

  private static boolean passesTwice(TunnelEcho echo, int size) {
    return echo.answered(size, ECHO_LIMIT) || echo.answered(size, ECHO_LIMIT);
  }

  private boolean isOver(Liveness life) {
    // A pause is silence too, but it ends with the acks; one that lasts is a node that died in it.
    Duration silence = settings.deadAfter().multipliedBy(figures().paused() ? PAUSE_FACTOR : 1);
    return figures().ended()
        || life.isDead(connected.tunnel().counters(), silence, System.nanoTime());
  }

  private Liveness over(Liveness life) {
    if (!figures().ended() && !connected.tunnel().hasWay()) {
      enter(Phase.OFFLINE);
      return life;
    }
    if (phase == Phase.OFFLINE) {
      // The network is back: the node gets its time to answer.
      enter(Phase.DEAD);
      return alive();
    }
    if (settings.reconnects()) {
      return moved();
    }
    enter(Phase.DEAD);
    return life;
  }

  private Liveness back(Liveness life) {
    boolean heard = !life.isQuiet(settings.deadAfter(), System.nanoTime());
    if (phase != Phase.CONNECTED && heard) {
      problem = null;
      enter(Phase.CONNECTED);
    }
    return life;
  }

  private void enter(Phase next) {
    if (phase != next) {
      phase = next;
      show();
    }
  }

  /// Leaves a dead node for another one, and goes on trying until there is one, the old one comes
  /// back, or [#stop]. The old session ends when the new one carries packets.
  private Liveness moved() {
    long began = System.nanoTime();
    Tries tries = Tries.begin();
    moving = tries;
    enter(Phase.RECONNECTING);
    Wish others = wish.without(connected.opening().session().node());
    BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, random);
    boolean stopping = false;
    while (!stopping) {
      try {
        Connected next = connector.reconnect(others, connected.tunnel(), tries);
        endSession();
        connected = next;
        reconnects++;
        reconnectMillis = (System.nanoTime() - began) / 1e6;
        problem = null;
        begin();
        break;
      } catch (UnconnectedException e) {
        // Only the old one may be left, or its session be one too many.
        others = e.is(ProblemCode.NO_CANDIDATE) ? wish : others;
        if (e.is(ProblemCode.TOO_MANY_SESSIONS)) {
          endSession();
        }
        tell(e.code(), e.getMessage());
        if (comesBack()) {
          break;
        }
        stopping = stopsWithin(backOff.next());
        mend();
      }
    }
    moving = null;
    phase = Phase.CONNECTED;
    show();
    return alive();
  }

  private boolean comesBack() {
    Tunnel tunnel = connected.tunnel();
    return tunnel.carries(connected.keys())
        && !figures().ended()
        && tunnel.echo().answered(TunnelEcho.SMALL, ECHO_LIMIT);
  }

  private boolean stopsWithin(Duration time) {
    try {
      if (wake.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS) && !stopped) {
        TimeUnit.MILLISECONDS.sleep(SETTLING.toMillis());
        wake.drainPermits();
      }
      return stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  public void stop() {
    stopped = true;
    wake.release();
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
    SessionId session = connected.opening().session().sessionId();
    try {
      calls.end();
      log.forget(Undo.Kind.SESSION, session.toString());
    } catch (ProblemException | GatewayException e) {
      // The node ends it by itself with lease or grant; the tunnel goes down all the same.
    }
    AckLoop acks = loop;
    if (acks != null) {
      if (acks.stop()) {
        acks.finish(phase == Phase.RECONNECTING ? Duration.ZERO : LAST_ACKS);
      }
      earlierAckedBytes += acks.figures().ackedBytes();
    }
    loop = null;
  }
}
