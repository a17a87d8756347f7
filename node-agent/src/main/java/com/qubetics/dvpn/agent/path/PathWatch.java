package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.firewall.RulesetSettings;
import com.qubetics.dvpn.agent.firewall.SessionMark;
import com.qubetics.dvpn.agent.foreign.Barriers;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.path.PathPeer.Crossed;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.OwnPeer;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Finding.Check;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Proves twice a minute that users' packets pass: one goes in through WireGuard and on through
/// lease, rules and NAT, out of the egress interface to an echo, and its answer has to come back
/// the same way. If it does not, and the host itself reaches the echo, the node is in doubt until
/// one does, and what is in the way is looked for.
///
/// It looks again every few seconds while the path is blocked, and at once when another doubt has
/// ended, since the node must not say ready before. Thread-safe.
public final class PathWatch implements PathLook {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofSeconds(1);

  /// Longer than the longest look.
  private static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int DIRECT_MILLIS = 2000;
  private static final String FLOODED = "WireGuard is flooded with handshakes";

  private final EchoChoice choice;
  private final PathPeer peer;
  private final PathTrace trace;
  private final Obstacles obstacles;
  private final Sessions sessions;
  private final Doubts doubts;
  private final Supplier<Optional<Finding>> hostFault;
  private final Duration period;
  private long lookedAt = System.nanoTime();

  /// The [Doubts#ended] of the last look.
  private volatile long provenAt = -1;

  private volatile @Nullable Finding finding;

  /// @param period between two looks, while all is well
  /// @param node WireGuard's key
  /// @param hostFault what the host's settings and routes say against forwarding
  public PathWatch(
      AgentSettings settings,
      RulesetSettings rules,
      Duration period,
      TunnelKey node,
      Sessions sessions,
      Doubts doubts,
      Supplier<Optional<Finding>> hostFault) {
    SecureRandom random = new SecureRandom();
    TunnelSecret secret = TunnelSecret.random(random);
    OwnPeer own =
        new OwnPeer(
            secret.publicKey(),
            settings.tunnelNetwork().last(),
            new SessionMark(random.nextInt() | 1));
    this.period = period;
    String table = NftFirewall.table(settings.interfaceName());
    this.choice = new EchoChoice(settings.pathEcho(), settings.gateway(), rules);
    this.peer = new PathPeer(secret, own, node, settings.endpoint().port(), random);
    this.trace =
        new PathTrace(
            table + "_path",
            settings.interfaceName().value(),
            settings.egressInterface().value(),
            own.address());
    this.obstacles =
        new Obstacles(
            new Barriers(settings.interfaceName(), settings.egressInterface(), table),
            "inet " + table,
            trace.table(),
            own.address());
    this.sessions = sessions;
    this.doubts = doubts;
    this.hostFault = hostFault;
  }

  @Override
  public synchronized Duration look() {
    if (isDue()) {
      long ended = doubts.ended();
      finding = judge();
      lookedAt = System.nanoTime();
      provenAt = ended;
    }
    return STEP;
  }

  private boolean isDue() {
    Duration since = Duration.ofNanos(System.nanoTime() - lookedAt);
    boolean soon = doubts.holds(Doubt.PATH_BLOCKED) && SOON.compareTo(period) < 0;
    return !isProven() || since.compareTo(soon ? SOON : period) >= 0;
  }

  @Override
  public boolean isProven() {
    return provenAt == doubts.ended();
  }

  @Override
  public Optional<Finding> finding() {
    return Optional.ofNullable(finding);
  }

  private Finding judge() {
    return switch (choice.choose()) {
      case EchoChoice.Choice.Chosen chosen -> judge(chosen.echo());
      case EchoChoice.Choice.Unresolved unresolved ->
          undecided(unresolved.names() + " has no IPv4 address at present");
      case EchoChoice.Choice.Forbidden forbidden -> {
        doubts.set(Doubt.PATH_BLOCKED, false);
        yield Finding.note(
            Check.PATH,
            "not looked at: users may not reach "
                + forbidden.names()
                + " either; name an echo outside with --path-echo");
      }
    };
  }

  private Finding judge(Echo echo) {
    try {
      sessions.lend(peer.peer(), LEASE);
    } catch (ToolException e) {
      return undecided("the node's own peer is not admitted: " + e.getMessage());
    }
    return switch (peer.cross(echo, peer.port(), PATIENCE)) {
      case Crossed.Came came -> passes(echo);
      case Crossed.Unknown unknown -> undecided(FLOODED);
      case Crossed.NotTaken notTaken -> notTaken(notTaken);
      case Crossed.Lost lost -> lost(echo);
      case Crossed.Refused refused -> lost(echo);
    };
  }

  private Finding notTaken(Crossed.NotTaken notTaken) {
    return blocked(new Obstacle(notTaken.why(), "dvpn-node logs, wg show; ss -ulpn"));
  }

  private Finding lost(Echo echo) {
    if (!reaches(echo)) {
      return undecided(echo + " answers neither users nor this host itself");
    }
    Optional<Obstacle> fault = hostFault.get().map(PathWatch::obstacle);
    // Whatever was away a moment ago may be back: the traced packet is a second one.
    return fault.isPresent() ? blocked(fault.get()) : traced(echo);
  }

  private static Obstacle obstacle(Finding fault) {
    return new Obstacle(fault.what(), fault.remedy());
  }

  private Finding traced(Echo echo) {
    int port = peer.port();
    AtomicReference<Crossed> crossed = new AtomicReference<>(new Crossed.Lost());
    try {
      Trace met = trace.of(echo, port, () -> crossed.set(peer.cross(echo, port, PATIENCE)));
      return switch (Objects.requireNonNull(crossed.get())) {
        case Crossed.Came came -> passes(echo);
        case Crossed.NotTaken notTaken -> notTaken(notTaken);
        case Crossed.Unknown unknown -> undecided(FLOODED);
        case Crossed.Lost lost -> blocked(obstacles.read(met, echo));
        case Crossed.Refused refused -> blocked(obstacles.read(met, echo));
      };
    } catch (ToolException e) {
      return blocked(
          new Obstacle(
              "it does not come back, and can't be traced: " + e.getMessage(),
              "nft list ruleset; sysctl net.ipv4.ip_forward; ip route"));
    }
  }

  /// Whether the host itself gets an answer, if only a refusal.
  private static boolean reaches(Echo echo) {
    try (Socket socket = new Socket()) {
      InetAddress address = InetAddress.ofLiteral(echo.address().toString());
      socket.connect(new InetSocketAddress(address, echo.port()), DIRECT_MILLIS);
      return true;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (IOException e) {
      return false;
    }
  }

  private Finding passes(Echo echo) {
    doubts.set(Doubt.PATH_BLOCKED, false);
    return Finding.ok(Check.PATH, "a packet went a user's way to " + echo + " and back");
  }

  private Finding blocked(Obstacle obstacle) {
    doubts.raise(Doubt.PATH_BLOCKED, obstacle.what());
    return Finding.error(
        Check.PATH, "no packet of a user comes back: " + obstacle.what(), obstacle.remedy());
  }

  /// What was known before goes on: this look tells nothing of the path.
  private Finding undecided(String why) {
    Finding before = finding;
    return before != null && doubts.holds(Doubt.PATH_BLOCKED)
        ? before
        : Finding.note(Check.PATH, "not decided: " + why);
  }
}
