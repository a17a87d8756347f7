package com.qubetics.dvpn.client.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.WgLink;
import com.qubetics.dvpn.wireguard.WgPeers;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.NativeSocket;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One WireGuard interface with one peer, the node, and all that makes it the only way out: kill
/// switch, routing table, resolver. Made before the node is known (that takes the longest),
/// configured for a session, opened once it has carried a packet, configured again for the next
/// session without ever being let go, and taken down.
///
/// What it changes on this machine is in the [UndoLog] before it is changed. One thread calls it,
/// but for [#counters].
public final class Tunnel implements AutoCloseable {
  private static final int KEEPALIVE_SECONDS = 25;
  private static final int IPV6_LEAST_MTU = 1280;

  /// WireGuard takes no packet with keys older than 180 s (its paper, section 6.1).
  private static final Duration HANDSHAKE_LIFE = Duration.ofSeconds(170);

  private static final Path VALID_MARK = Path.of("/proc/sys/net/ipv4/conf/all/src_valid_mark");

  private final TunnelSettings settings;
  private final UndoLog log;
  private final RandomGenerator random;
  private final WgPeers peers;
  private final KillSwitch killSwitch;
  private final PolicyRouting routing;
  private volatile @Nullable Session session;
  private @Nullable ResolverSetting resolver;
  private boolean open;
  private int mtu;

  /// Null where IPv6 is not taken.
  private @Nullable String address6;

  // Of interfaces before this one, and the newest of this one. Guarded by peers.
  private PeerCounters before = PeerCounters.NONE;
  private PeerCounters newest = PeerCounters.NONE;

  // The session before this one. Guarded by peers.
  private @Nullable TunnelSecret lastKeys;
  private PeerCounters lastCounters = PeerCounters.NONE;

  private record Session(TunnelSecret keys, TunnelKey node, ClientConfig config) {}

  /// What a tunnel lacks of being the only way out.
  public enum Fault {
    INTERFACE_GONE,
    INTERFACE_CHANGED,
    KILL_SWITCH_CHANGED,
    ROUTING_CHANGED,
    RESOLVER_CHANGED
  }

  private Tunnel(TunnelSettings settings, UndoLog log, RandomGenerator random) {
    this.settings = settings;
    this.log = log;
    this.random = random;
    this.peers = new WgPeers(settings.name());
    this.killSwitch = new KillSwitch(settings);
    this.routing = new PolicyRouting(settings);
  }

  /// Makes the interface, down and without keys.
  ///
  /// @throws ProblemException INTERFACE_EXISTS, TOOL_MISSING or TOOL_FAILED
  public static Tunnel create(TunnelSettings settings, UndoLog log, RandomGenerator random) {
    String name = settings.name().value();
    if (NativeSocket.hasInterface(settings.name())) {
      throw new ProblemException(ProblemCode.INTERFACE_EXISTS, "there is an interface " + name);
    }
    log.before(List.of(Undo.of(Undo.Kind.LINK, name)));
    try {
      WgLink.create(settings.name(), settings.userspace());
    } catch (ToolException e) {
      throw problem(e);
    }
    return new Tunnel(settings, log, random);
  }

  /// Points the interface at a session's node; the handshake starts at once. The kill switch comes
  /// first and the node's key last; but for the first session nothing but echoes to the node has a
  /// way into it before [#open].
  public void configure(TunnelSecret keys, TunnelKey node, ClientConfig config) {
    log.before(changes());
    Session last = session;
    Session next = new Session(keys, node, config);
    int most =
        settings.mtu() == null ? PathMtu.ofLine(config.endpoint(), config.mtu()) : settings.mtu();
    attempt(
        () -> {
          markAnswers();
          killSwitch.load(config);
          link(next, most);
          routing.begin(config);
          if (open) {
            routing.open(address6 != null);
          }
          turnTo(next, last);
          if (last != null) {
            dropAddresses(last.config(), config);
          }
        });
  }

  private List<Undo> changes() {
    String name = settings.name().value();
    List<Undo> changes = new ArrayList<>();
    changes.add(Undo.of(Undo.Kind.KILL_SWITCH, name));
    changes.add(Undo.of(Undo.Kind.ROUTING, name));
    markingBefore()
        .ifPresent(value -> changes.add(new Undo(Undo.Kind.SETTING, VALID_MARK.toString(), value)));
    return changes;
  }

  /// Empty if there is nothing to set.
  private static Optional<String> markingBefore() {
    try {
      return Optional.of(Files.readString(VALID_MARK, US_ASCII).strip())
          .filter(value -> !value.equals("1") && Files.isWritable(VALID_MARK));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Lets a strict `rp_filter` see by their mark that answers to the tunnel's own packets are
  /// expected where they come in.
  private static void markAnswers() throws ToolException {
    if (markingBefore().isPresent()) {
      try {
        Files.writeString(VALID_MARK, "1\n");
      } catch (IOException e) {
        throw new ToolException(VALID_MARK + ": can't be set", e);
      }
    }
  }

  private void link(Session next, int size) throws ToolException {
    String name = settings.name().value();
    ClientConfig config = next.config();
    IpBatch.run(
        List.of(
            "link set dev %s mtu %s up".formatted(name, size),
            "address replace %s/32 dev %s".formatted(config.address(), name)));
    mtu = size;
    address6 = takesIpv6(config) && hasTaken6(config) ? config.address6() : null;
  }

  private boolean takesIpv6(ClientConfig config) {
    return settings.takesEverything()
        && !config.address6().isEmpty()
        && PolicyRouting.hasIpv6()
        && mtu >= IPV6_LEAST_MTU;
  }

  /// Where this machine has IPv6 switched off, the kill switch closes it.
  private boolean hasTaken6(ClientConfig config) {
    return Tool.succeeds(
        List.of(
            "ip",
            "address",
            "replace",
            config.address6() + "/128",
            "dev",
            settings.name().value(),
            "nodad"));
  }

  /// Those of the session before go last, so that there is no moment without one.
  private void dropAddresses(ClientConfig last, ClientConfig next) throws ToolException {
    String name = settings.name().value();
    if (!last.address().equals(next.address())) {
      IpBatch.run(List.of("address del %s/32 dev %s".formatted(last.address(), name)));
    }
    if (!last.address6().isEmpty() && !last.address6().equals(next.address6())) {
      // It may have gone with a smaller MTU.
      Tool.ask(List.of("ip", "address", "del", last.address6() + "/128", "dev", name));
    }
  }

  /// From here on the counts are the next session's.
  private void turnTo(Session next, @Nullable Session last) throws ToolException {
    synchronized (peers) {
      lastKeys = last == null ? null : last.keys();
      lastCounters = last == null ? PeerCounters.NONE : counters();
      point(next, last);
      session = next;
      before = PeerCounters.NONE;
      newest = PeerCounters.NONE;
    }
  }

  private void point(Session next, @Nullable Session last) throws ToolException {
    List<String> wg = new ArrayList<>(List.of("wg", "set", settings.name().value()));
    wg.addAll(List.of("private-key", "/dev/stdin", "fwmark", Integer.toString(KillSwitch.MARK)));
    if (last != null) {
      wg.addAll(List.of("peer", last.node().toBase64(), "remove"));
    }
    wg.addAll(List.of("peer", next.node().toBase64()));
    wg.addAll(List.of("endpoint", next.config().endpoint().toString()));
    wg.addAll(List.of("persistent-keepalive", Integer.toString(KEEPALIVE_SECONDS)));
    wg.addAll(List.of("allowed-ips", "0.0.0.0/0,::/0"));
    Tool.run(wg, next.keys().toBase64());
  }

  /// The tunnel has carried a packet: finds how large they may be, and lets in all that belongs
  /// there.
  public void open() {
    Session now = current();
    fitMtu();
    String wanted = ResolverSetting.wanted(settings, now.config());
    if (wanted != null) {
      resolver = ResolverSetting.ofThisHost(settings.name());
      log.before(List.of(resolver.undo()));
      resolver.set(wanted);
    }
    attempt(() -> routing.open(address6 != null));
    open = true;
  }

  /// Finds anew what the path carries, and makes packets no larger.
  public void fitMtu() {
    Session now = current();
    if (settings.mtu() == null) {
      int most = PathMtu.ofLine(now.config().endpoint(), now.config().mtu());
      attempt(() -> link(now, most));
      int fit = PathMtu.of(echo(), now.config().endpoint(), most);
      if (fit != most) {
        attempt(() -> link(now, fit));
      }
    }
  }

  public int mtu() {
    return mtu;
  }

  /// To the node inside the tunnel.
  public TunnelEcho echo() {
    InetAddress node = InetAddress.ofLiteral(PolicyRouting.node(current().config()));
    return new TunnelEcho(settings.name(), node, random);
  }

  private Session current() {
    Session now = session;
    if (now == null) {
      throw new IllegalStateException("tunnel: no session");
    }
    return now;
  }

  /// What is not as it should be, and can be put right by [#mend].
  public Set<Fault> faults() {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    ClientConfig config = current().config();
    if (!isThere()) {
      faults.add(Fault.INTERFACE_GONE);
    } else if (!isAsSet(config)) {
      faults.add(Fault.INTERFACE_CHANGED);
    }
    if (!killSwitch.holds()) {
      faults.add(Fault.KILL_SWITCH_CHANGED);
    }
    if (open && !routing.holds(config, address6 != null)) {
      faults.add(Fault.ROUTING_CHANGED);
    }
    if (resolverToSet(config) != null) {
      faults.add(Fault.RESOLVER_CHANGED);
    }
    return faults;
  }

  /// Null where it is as it should be.
  private @Nullable String resolverToSet(ClientConfig config) {
    String wanted = ResolverSetting.wanted(settings, config);
    boolean changed = open && wanted != null && resolver != null && !resolver.holds(wanted);
    return changed ? wanted : null;
  }

  /// Whether the interface is there at all; costs next to nothing.
  public boolean isThere() {
    return NativeSocket.hasInterface(settings.name());
  }

  private boolean isAsSet(ClientConfig config) {
    String asked = "ip -json address show up dev " + settings.name();
    try {
      JsonNode link =
          JsonMapper.shared().readTree(Tool.ask(List.of(asked.split(" "))).orElse("[]")).path(0);
      Set<String> addresses = new HashSet<>();
      link.path("addr_info").forEach(own -> addresses.add(own.path("local").asString("")));
      return link.path("mtu").asInt(0) == mtu
          && addresses.contains(config.address())
          && (address6 == null || addresses.contains(address6));
    } catch (JacksonException e) {
      return false;
    }
  }

  /// Puts right what others changed, the kill switch first.
  public void mend(Set<Fault> faults) {
    Session now = current();
    attempt(
        () -> {
          if (faults.contains(Fault.KILL_SWITCH_CHANGED)) {
            killSwitch.load(now.config());
          }
          if (faults.contains(Fault.INTERFACE_GONE)) {
            makeAgain(now);
          } else if (faults.contains(Fault.INTERFACE_CHANGED)) {
            link(now, mtu);
          }
          routing.begin(now.config());
          if (open) {
            routing.open(address6 != null);
          }
        });
    String wanted = resolverToSet(now.config());
    if (wanted != null && resolver != null) {
      resolver.set(wanted);
    }
  }

  private void makeAgain(Session now) throws ToolException {
    keepCounters();
    WgLink.create(settings.name(), settings.userspace());
    link(now, mtu);
    point(now, null);
  }

  /// Has WireGuard look for its way to the node anew, from whatever address this machine has; a
  /// handshake that is too old to be of use is made again at once.
  public void roam() {
    Session now = current();
    Instant handshake = counters().lastHandshake();
    boolean fresh = handshake != null && handshake.isAfter(Instant.now().minus(HANDSHAKE_LIFE));
    attempt(
        () -> {
          if (fresh) {
            String key = now.node().toBase64();
            String endpoint = now.config().endpoint().toString();
            String name = settings.name().value();
            Tool.run(List.of("wg", "set", name, "peer", key, "endpoint", endpoint));
          } else {
            keepCounters();
            point(now, now);
          }
        });
  }

  /// Whether this machine's own routes lead to the node at all.
  public boolean hasWay() {
    return PathMtu.hasWay(current().config().endpoint());
  }

  public boolean mayFitMtu() {
    return settings.mtu() == null;
  }

  /// Of all names; empty if that is none of the tunnel's business.
  public String resolver() {
    String wanted = ResolverSetting.wanted(settings, current().config());
    return wanted == null ? "" : wanted;
  }

  private interface Step {
    void take() throws ToolException;
  }

  private static void attempt(Step step) {
    try {
      step.take();
    } catch (ToolException e) {
      throw problem(e);
    }
  }

  static ProblemException problem(ToolException e) {
    ProblemCode code =
        switch (e.kind()) {
          case MISSING -> ProblemCode.TOOL_MISSING;
          case STUCK -> ProblemCode.TOOL_STUCK;
          case FAILED -> ProblemCode.TOOL_FAILED;
          case INTERRUPTED -> ProblemCode.INTERRUPTED;
        };
    return new ProblemException(code, String.valueOf(e.getMessage()));
  }

  /// What this session's peer counted, over all interfaces it was on.
  public PeerCounters counters() {
    synchronized (peers) {
      PeerCounters now = counters(peers);
      if (now.rxBytes() >= newest.rxBytes() && now.txBytes() >= newest.txBytes()) {
        newest = now;
      }
      return before.plus(newest);
    }
  }

  /// The interface or its peer is about to be made anew, and counts from 0.
  private void keepCounters() {
    synchronized (peers) {
      before = counters();
      newest = PeerCounters.NONE;
    }
  }

  /// Of the session of these keys: the one that is carried, or as it was left for another.
  public PeerCounters counters(TunnelSecret keys) {
    synchronized (peers) {
      if (carries(keys)) {
        return counters();
      }
      return keys.equals(lastKeys) ? lastCounters : PeerCounters.NONE;
    }
  }

  /// Whether this session is the one that the interface is pointed at.
  public boolean carries(TunnelSecret keys) {
    Session now = session;
    return now != null && now.keys().equals(keys);
  }

  /// The counters of an interface that another process may hold.
  public static PeerCounters counters(InterfaceName name) {
    try (WgPeers peers = new WgPeers(name)) {
      return counters(peers);
    }
  }

  /// Of the one peer; none where the interface is gone or going.
  private static PeerCounters counters(WgPeers peers) {
    try {
      return peers.peers().stream().findFirst().map(PeerCounters::of).orElse(PeerCounters.NONE);
    } catch (ToolException e) {
      return PeerCounters.NONE;
    }
  }

  /// What a connection that another process holds lacks.
  public static Set<Fault> faults(InterfaceName name) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    if (!NativeSocket.hasInterface(name)) {
      faults.add(Fault.INTERFACE_GONE);
    }
    if (!KillSwitch.exists(name)) {
      faults.add(Fault.KILL_SWITCH_CHANGED);
    }
    if (!PolicyRouting.hold(name)) {
      faults.add(Fault.ROUTING_CHANGED);
    }
    return faults;
  }

  /// Takes the interface and everything that was added for it away; nothing happens the second
  /// time.
  @Override
  public void close() {
    peers.close();
    HostUndo.all(log);
  }
}
