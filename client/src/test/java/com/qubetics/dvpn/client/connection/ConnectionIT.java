package com.qubetics.dvpn.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.qubetics.dvpn.client.FakeChain;
import com.qubetics.dvpn.client.Shell;
import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.client.login.Wallet;
import com.qubetics.dvpn.client.login.WalletLogin;
import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.client.tunnel.PeerCounters;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.client.tunnel.TunnelSettings;
import com.qubetics.dvpn.client.tunnel.UndoLog;
import com.qubetics.dvpn.controlplane.ClientCalls;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The client against real WireGuard: a node's interface in a network namespace of its own, reached
/// by a veth pair. Needs root; only 10.77.0.0/16 is routed into the tunnel, so that the machine's
/// own routes stay.
class ConnectionIT {
  private static final String SPACE = "dvpn-client-it";
  private static final String NODE_INTERFACE = "wgn-clientit";
  private static final InterfaceName OWN_INTERFACE = InterfaceName.parse("wgc-clientit");
  private static final TunnelSettings TUNNEL =
      TunnelSettings.of(OWN_INTERFACE, true, List.of("10.77.0.0/16"));
  private static final Endpoint ENDPOINT = Endpoint.parse("198.18.250.2:51999");
  private static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "33".repeat(32));
  private static final Wish WISH =
      new Wish(new SelectionRequest.Near(50.1, 8.7), List.of(), List.of());

  private static TunnelKey nodeTunnelKey = TunnelKey.parse("0x" + "aa".repeat(32));

  private final FakeControlPlane fake = new FakeControlPlane();
  private final FakeChain fakeChain = new FakeChain(InetAddress.getLoopbackAddress(), fake.clients);
  private final AtomicBoolean installs = new AtomicBoolean(true);
  @TempDir private Path directory;
  private Home home;
  private Access access;
  private Connector connector;

  @BeforeAll
  static void makeNode() throws IOException, InterruptedException {
    // What a test run that was killed has left behind.
    removeNode();
    boolean root = Shell.run("ip", "netns", "add", SPACE).exit() == 0;
    if (!root && System.getenv("CI") != null) {
      throw new IllegalStateException("network namespaces are not permitted, and CI is set");
    }
    assumeTrue(root, "network namespaces are not permitted here");
    run(
        "ip",
        "link",
        "add",
        "veth-clientit",
        "type",
        "veth",
        "peer",
        "name",
        "veth-node",
        "netns",
        SPACE);
    run("ip", "addr", "add", "198.18.250.1/30", "dev", "veth-clientit");
    run("ip", "link", "set", "veth-clientit", "up");
    inNode("ip", "addr", "add", "198.18.250.2/30", "dev", "veth-node");
    inNode("ip", "link", "set", "veth-node", "up");
    inNode("wireguard-go", NODE_INTERFACE);
    String key = run("wg", "genkey");
    Shell.runWithInput(
        key, "wg", "set", NODE_INTERFACE, "listen-port", "51999", "private-key", "/dev/stdin");
    nodeTunnelKey = TunnelKey.parseBase64(run("wg", "show", NODE_INTERFACE, "public-key"));
    inNode("ip", "addr", "add", "10.77.0.1/16", "dev", NODE_INTERFACE);
    inNode("ip", "link", "set", NODE_INTERFACE, "up");
  }

  @AfterAll
  static void removeNode() throws IOException, InterruptedException {
    inNode("ip", "link", "del", NODE_INTERFACE);
    run("ip", "netns", "del", SPACE);
    run("ip", "link", "del", "veth-clientit");
  }

  @BeforeEach
  void logIn() {
    fake.clients.add(new FakeNode(NODE_KEY, NODE_KEY, nodeTunnelKey, ENDPOINT, this::install));
    home = Home.at(directory.resolve("home"));
    PrivateKey appKey = PrivateKey.random(new SecureRandom());
    try (Gateway gateway = Gateway.at(fake.url(), fake.authority(), Clock.systemUTC())) {
      Wallet wallet = new Wallet(LoginProof.EIP4361, PrivateKey.parse("0x" + "11".repeat(32)));
      WalletLogin.Delegation done =
          new WalletLogin(gateway, Clock.systemUTC()).login(wallet, appKey);
      Access.store(
          home,
          new LoginState(
              fake.url().toString(),
              fake.authority().toString(),
              fakeChain.url().toString(),
              done.network(),
              done.account(),
              done.keyExpiresAt(),
              done.token().token(),
              done.token().expiresAt()),
          appKey);
    }
    access = Access.open(home, Clock.systemUTC());
    Chain chain = Chain.at(fakeChain.url(), access.network());
    connector =
        new Connector(
            access,
            chain,
            Clock.systemUTC(),
            new SecureRandom(),
            SessionTerms.DEFAULT,
            UndoLog.of(home));
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    connector.close();
    access.close();
    fake.close();
    fakeChain.close();
    run("ip", "link", "del", OWN_INTERFACE.value());
  }

  private void install(Grant grant) {
    install(grant, "10.77.0.2/32");
  }

  private void install(Grant grant, String allowed) {
    if (installs.get()) {
      try {
        String peers = run("wg", "show", NODE_INTERFACE, "peers");
        for (String peer : peers.split("\n")) {
          run("wg", "set", NODE_INTERFACE, "peer", peer, "remove");
        }
        run(
            "wg",
            "set",
            NODE_INTERFACE,
            "peer",
            grant.tunnelKey().toBase64(),
            "allowed-ips",
            allowed);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Connection connect(ConnectionSettings settings) {
    return Connection.open(
        access,
        connector,
        home,
        UndoLog.of(home),
        WISH,
        TUNNEL,
        settings,
        Clock.systemUTC(),
        new SecureRandom());
  }

  @Test
  void connectsAcknowledgesWhatItSawAndLeavesNothingBehind() throws Exception {
    Connection connection = connect(new ConnectionSettings(true, false, Duration.ofSeconds(12)));
    SessionId session = connection.state().session();
    ConnectTiming timing = connection.state().timing();
    assertThat(timing.firstPacket()).isGreaterThanOrEqualTo(0);
    assertThat(timing.total()).isBetween(1.0, 30_000.0);

    send(200);
    PeerCounters node = Tunnel.counters(InterfaceName.parse(NODE_INTERFACE));
    fake.clients.state(session, 1, node.rxBytes(), node.txBytes() + 1_000_000);
    await(() -> fake.clients.acks.size() == 1);
    Ack ack = fake.clients.acks.getFirst().message();
    PeerCounters own = Tunnel.counters(OWN_INTERFACE);
    assertThat(ack.rx().bytes()).isBetween(200_000L, own.txBytes());
    assertThat(ack.tx().bytes()).isLessThanOrEqualTo(own.rxBytes());

    connection.end();
    assertThat(fake.clients.ended).containsExactly(session);
    assertThat(NetworkInterface.getByName(OWN_INTERFACE.value())).isNull();
    assertThat(home.read(ConnectionState.FILE, ConnectionState.class)).isEmpty();
  }

  @Test
  void givesWireguardNoKeyForAnOfferTheNodeDidNotSign() throws Exception {
    PrivateKey seized = PrivateKey.parse("0x" + "44".repeat(32));
    fake.clients.add(new FakeNode(NODE_KEY, seized, nodeTunnelKey, ENDPOINT, grant -> {}));

    assertThatThrownBy(() -> connect(new ConnectionSettings(true, false, Duration.ofSeconds(12))))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("OFFER_NOT_BY_NODE"));
    assertThat(fake.clients.ended).hasSize(1);
    assertThat(NetworkInterface.getByName(OWN_INTERFACE.value())).isNull();
  }

  /// The ledger passes the first over, the second's offer is forged, the third connects.
  @Test
  void tellsEachTryAndTheTimeFromTheFirstRequestOn() {
    PrivateKey refusing = PrivateKey.parse("0x" + "31".repeat(32));
    PrivateKey seized = PrivateKey.parse("0x" + "44".repeat(32));
    PrivateKey honest = PrivateKey.parse("0x" + "55".repeat(32));
    fake.clients.remove(NODE_KEY);
    fake.clients.add(new FakeNode(refusing, refusing, nodeTunnelKey, ENDPOINT, this::install));
    fake.clients.add(new FakeNode(NODE_KEY, seized, nodeTunnelKey, ENDPOINT, grant -> {}));
    fake.clients.add(new FakeNode(honest, honest, nodeTunnelKey, ENDPOINT, this::install));
    fake.clients.refusing.put(new NodeId(refusing.address()), "NODE_FULL");

    long before = System.nanoTime();
    Connection connection = connect(new ConnectionSettings(true, false, Duration.ofSeconds(12)));
    double passed = (System.nanoTime() - before) / 1e6;
    ConnectionState state = connection.state();
    connection.end();

    assertThat(state.tries())
        .extracting(tried -> Objects.requireNonNull(tried.node()).address(), Try::code)
        .containsExactly(
            tuple(refusing.address(), "NODE_FULL"),
            tuple(NODE_KEY.address(), "OFFER_NOT_BY_NODE"),
            tuple(refusing.address(), "NODE_FULL"),
            tuple(honest.address(), null));
    double sum = state.tries().stream().mapToDouble(Try::millis).sum();
    assertThat(sum).isGreaterThan(2 * ClientCalls.REFUSAL_MILLIS);
    // Rounding to a hundredth of a millisecond, once per try.
    assertThat(state.timing().total()).isBetween(sum - 0.1, passed);
    assertThat(state.timing().session()).isLessThan(state.timing().total());
  }

  @Test
  void tellsEachTryOfAConnectThatFailed() {
    PrivateKey seized = PrivateKey.parse("0x" + "44".repeat(32));
    PrivateKey full = PrivateKey.parse("0x" + "55".repeat(32));
    fake.clients.add(new FakeNode(NODE_KEY, seized, nodeTunnelKey, ENDPOINT, grant -> {}));
    fake.clients.add(new FakeNode(full, full, nodeTunnelKey, ENDPOINT, this::install));
    fake.clients.refusing.put(new NodeId(full.address()), "NODE_FULL");

    assertThatThrownBy(() -> connect(new ConnectionSettings(true, false, Duration.ofSeconds(12))))
        .isInstanceOfSatisfying(
            UnconnectedException.class,
            e -> {
              assertThat(e.code()).isEqualTo("NO_NODE_INSTALLED");
              assertThat(e.tries())
                  .extracting(Try::code)
                  .containsExactly("OFFER_NOT_BY_NODE", "NODE_FULL");
              assertThat(e.tries().getFirst().detail()).contains("not to be believed");
              assertThat(e.millis())
                  .isGreaterThan(e.tries().stream().mapToDouble(Try::millis).sum() - 0.1);
            });
  }

  /// Of three clocks, this machine's is the one that is off; a node's own would leave it in peace.
  @ParameterizedTest
  @CsvSource({"180, behind", "-180, ahead of"})
  void saysWhoseClockIsOffWhereAnOfferIsOutOfTime(long ahead, String nodeIs) throws Exception {
    Clock off = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(ahead));
    try (Access late = Access.open(home, off);
        Connector askew =
            new Connector(
                late,
                Chain.at(fakeChain.url(), late.network()),
                off,
                new SecureRandom(),
                SessionTerms.DEFAULT,
                UndoLog.of(home))) {
      assertThatThrownBy(() -> askew.connect(WISH, TUNNEL))
          .isInstanceOfSatisfying(
              UnconnectedException.class,
              e -> {
                assertThat(e.code()).isEqualTo("OFFER_OUT_OF_TIME");
                assertThat(e)
                    .hasMessageMatching(".* 1(79|80|81) s " + nodeIs + " this machine's.*");
                assertThat(e).hasMessageMatching(".*1(79|80|81) s .* the gateway's clock \\(.*");
              });
    }
  }

  @Test
  void tellsThatNoNodeWasTurnedToWhereTheGatewayIsGone() {
    fake.close();

    assertThatThrownBy(() -> connect(new ConnectionSettings(true, false, Duration.ofSeconds(12))))
        .isInstanceOfSatisfying(
            UnconnectedException.class,
            e -> {
              assertThat(e.code()).isEqualTo("NO_ANSWER");
              assertThat(e.tries()).hasSize(1);
              assertThat(e.tries().getFirst().node()).isNull();
            });
  }

  /// The node shakes hands, and drops what the tunnel carries.
  @Test
  void doesNotCallItConnectedBeforeAPacketCameBack() {
    fake.clients.add(
        new FakeNode(
            NODE_KEY, NODE_KEY, nodeTunnelKey, ENDPOINT, grant -> install(grant, "10.77.0.3/32")));

    assertThatThrownBy(() -> connect(new ConnectionSettings(true, false, Duration.ofSeconds(12))))
        .isInstanceOfSatisfying(
            UnconnectedException.class,
            e -> assertThat(e.tries().getFirst().code()).isEqualTo("NO_PACKET"));
    assertThat(fake.clients.ended).hasSize(1);
    assertThat(home.read(ConnectionState.FILE, ConnectionState.class)).isEmpty();
  }

  @Test
  void movesToAnotherNodeWhenNothingComesBack() throws Exception {
    Connection connection = connect(new ConnectionSettings(true, true, Duration.ofSeconds(2)));
    SessionId first = connection.state().session();
    PrivateKey otherKey = PrivateKey.parse("0x" + "55".repeat(32));
    fake.clients.add(new FakeNode(otherKey, otherKey, nodeTunnelKey, ENDPOINT, this::install));
    Thread holder = Thread.ofVirtual().start(connection::hold);

    String peer = fake.clients.grantOf(first).tunnelKey().toBase64();
    run("wg", "set", NODE_INTERFACE, "peer", peer, "remove");
    await(() -> connection.state().reconnects() == 1);

    assertThat(connection.state().node().address()).isEqualTo(otherKey.address());
    assertThat(connection.state().tries()).extracting(Try::failed).containsExactly(false);
    assertThat(fake.clients.ended).containsExactly(first);
    connection.stop();
    holder.join();
    connection.end();
  }

  /// Datagrams may be lost on a busy machine, so they are sent until enough has arrived.
  private static void send(int packets) throws IOException {
    byte[] kilobyte = new byte[1000];
    InetAddress node = InetAddress.ofLiteral("10.77.0.1");
    try (DatagramSocket socket = new DatagramSocket()) {
      await(
          () -> {
            try {
              for (int i = 0; i < 20; i++) {
                socket.send(new DatagramPacket(kilobyte, kilobyte.length, node, 9));
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            return Tunnel.counters(InterfaceName.parse(NODE_INTERFACE)).rxBytes() > packets * 1000L;
          });
    }
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 40 s").isLessThan(until);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void inNode(String... command) throws IOException, InterruptedException {
    Shell.inSpace(SPACE, command);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    return Shell.run(command).text();
  }
}
