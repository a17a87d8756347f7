package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.SmallNetwork;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wireguard.PeerState;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client, a node and the internet in namespaces of their own: the real WireGuard, the real
/// firewall, real packets. The control plane is the test itself.
final class NodeIT {
  /// An emulated machine gets more time for everything.
  private static final int SLOW = Integer.getInteger("dvpn.slow", 1);

  private static final Duration LEASE = Duration.ofSeconds(3L * SLOW);

  /// Longer than the test: its control plane speaks only to begin and to end a session.
  private static final Duration GRACE = Duration.ofMinutes(SLOW);

  private static final int BLOCKED_MILLIS = 1000 * SLOW;
  private static final int PASSING_MILLIS = 3000 * SLOW;
  private static final int MEBIBYTE = 1 << 20;
  private static final int WEB = 8080;
  private static final int MAIL = 25;

  @TempDir static Path folder;

  private static SmallNetwork network;
  private static Doubts doubts;
  private static Sessions sessions;
  private static NewestPerKey<SessionId, PeerResult> results;
  private static Identity identity;
  private static ServerSocket web;
  private static ServerSocket mail;
  private static ServerSocket web6;
  private static long revision;

  @BeforeAll
  static void wire() throws Exception {
    network = SmallNetwork.up(folder, LEASE);
    web = serve(SmallNetwork.INTERNET, WEB);
    mail = serve(SmallNetwork.INTERNET, MAIL);
    web6 = serve(SmallNetwork.INTERNET_6, WEB);
    SecureRandom random = new SecureRandom();
    PrivateKey nodeKey = PrivateKey.random(random);
    identity =
        new Identity(
            nodeKey,
            network.nodeTunnel.publicKey(),
            SmallNetwork.ENDPOINT,
            new Domain(31337, nodeKey.address()),
            BootId.random(random));
    Path journal = folder.resolve("grants.journal");
    GrantJournal.create(journal);
    doubts =
        new Doubts(
            (doubt, holds, reason) -> System.out.printf("doubt %s: %s %s%n", doubt, holds, reason));
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    results = new NewestPerKey<>();
    sessions =
        new Sessions(
            identity,
            new SessionSettings(
                SmallNetwork.TUNNEL_NETWORK,
                "",
                10,
                LEASE,
                GRACE,
                Duration.ofSeconds(60),
                address -> SmallNetwork.TUNNEL_NETWORK_6.of(address).toString()),
            network.wireGuard,
            network.firewall,
            GrantJournal.open(journal),
            doubts,
            results,
            new NewestPerKey<SessionId, UsageItem>(),
            Clock.systemUTC());
  }

  @AfterAll
  static void unwire() throws Exception {
    if (network != null) {
      web.close();
      mail.close();
      web6.close();
      network.close();
    }
  }

  @Test
  void carriesASessionFromGrantToRevocation() throws Exception {
    Client client = client(SmallNetwork.CLIENT_ADDRESS);
    step(
        "a granted session is installed",
        () -> {
          wish(client);
          PeerResult installed = result(client);
          assertThat(installed.outcome()).isEqualTo(PeerResult.Outcome.INSTALLED);
          assertThat(installed.clientConfig().address6()).isEqualTo(SmallNetwork.CLIENT_ADDRESS_6);
          assertThat(installed.offer().message().clientConfigHash())
              .isEqualTo(installed.clientConfig().hash());
        });
    step(
        "its packets pass, are masqueraded and counted",
        () -> {
          Download first = download(WEB, 4 * MEBIBYTE);
          assertThat(first.bytes()).isEqualTo(4 * MEBIBYTE);
          assertThat(first.seenAs()).isEqualTo(SmallNetwork.EGRESS_ADDRESS);
          network.inNode(sessions::sample);
          assertThat(sessions.counts().txBytes()).isBetween(4L * MEBIBYTE, 6L * MEBIBYTE);
        });
    step(
        "those of IPv6 too, and count with them",
        () -> {
          network.giveClientIpv6();
          Download six = download6(4 * MEBIBYTE);
          assertThat(six.bytes()).isEqualTo(4 * MEBIBYTE);
          assertThat(InetAddress.ofLiteral(six.seenAs()))
              .isEqualTo(InetAddress.ofLiteral(SmallNetwork.EGRESS_ADDRESS_6));
          network.inNode(sessions::sample);
          assertThat(sessions.counts().txBytes()).isBetween(8L * MEBIBYTE, 12L * MEBIBYTE);
        });
    step("the node answers in the tunnel", () -> assertThat(echoes("fd64:7670:6e00::1")).isTrue());
    step("mail is not reachable", () -> assertBlocked(SmallNetwork.INTERNET, MAIL));
    step("nor is the node in the tunnel", () -> assertBlocked("10.77.0.1", 22));
    step("nor by its own address", () -> assertBlocked(SmallNetwork.EGRESS_ADDRESS, 22));
    step(
        "the kernel ends the lease of a dead agent",
        () -> {
          pause(LEASE.plusMillis(500));
          assertBlocked(SmallNetwork.INTERNET, WEB);
          assertBlocked(SmallNetwork.INTERNET_6, WEB);
          assertThat(echoes("fd64:7670:6e00::1")).isFalse();
        });
    step(
        "an agent that is back renews it",
        () -> {
          network.inNode(sessions::renew);
          assertThat(download(WEB, MEBIBYTE).bytes()).isEqualTo(MEBIBYTE);
          assertThat(download6(MEBIBYTE).bytes()).isEqualTo(MEBIBYTE);
        });
    step(
        "rules that somebody flushed are put back, with the leases",
        () -> {
          network.run(SmallNetwork.NODE, "nft", "flush", "ruleset");
          network.inNode(sessions::reconcile);
          assertThat(download(WEB, MEBIBYTE).bytes()).isEqualTo(MEBIBYTE);
          assertThat(download6(MEBIBYTE).bytes()).isEqualTo(MEBIBYTE);
        });
    step(
        "a revocation ends the session",
        () -> {
          revoke(client);
          assertThat(outcome(client)).isEqualTo(PeerResult.Outcome.REMOVED);
          assertBlocked(SmallNetwork.INTERNET, WEB);
          assertBlocked(SmallNetwork.INTERNET_6, WEB);
          assertThat(held()).isEmpty();
        });
  }

  @Test
  void refusesAnAddressInUseAndLeavesItsHolderAlone() throws Exception {
    Client holder = client("10.77.0.9", TunnelSecret.random(new SecureRandom()));
    Client other = client("10.77.0.9", TunnelSecret.random(new SecureRandom()));
    wish(holder);
    assertThat(outcome(holder)).isEqualTo(PeerResult.Outcome.INSTALLED);

    wish(other);

    assertThat(outcome(other)).isEqualTo(PeerResult.Outcome.REFUSED);
    assertThat(held())
        .anyMatch(
            peer ->
                peer.key().equals(holder.tunnelKey())
                    && peer.holds(TunnelAddress.parse("10.77.0.9")));
    revoke(holder);
    outcome(holder);
  }

  /// Says how long a step took; if it fails, what the node held at that moment.
  private static void step(String what, SmallNetwork.Action action) {
    long began = System.nanoTime();
    try {
      action.run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "step: %s, after %s ms; doubts: %s%n%s"
              .formatted(what, millisSince(began), doubts.list(), network.nodeState()),
          e);
    }
    System.out.printf("%s: %s ms%n", what, millisSince(began));
  }

  private static long millisSince(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }

  private static Client client(String address) {
    return client(address, network.clientTunnel);
  }

  private static Client client(String address, TunnelSecret tunnel) {
    long now = Clock.systemUTC().instant().getEpochSecond();
    return Client.of(
        identity.domain(),
        identity.node(),
        tunnel.publicKey(),
        address,
        1L << 40,
        now - 5,
        now + 600);
  }

  private static void wish(Client client) throws Exception {
    network.inNode(
        () ->
            sessions.follow(
                new PeersAnswer(1, ++revision, false, List.of(client.put()), List.of())));
  }

  private static void revoke(Client client) throws Exception {
    network.inNode(
        () ->
            sessions.follow(
                new PeersAnswer(1, ++revision, false, List.of(), List.of(client.session()))));
  }

  private static PeerResult.Outcome outcome(Client client) throws InterruptedException {
    return result(client).outcome();
  }

  private static PeerResult result(Client client) throws InterruptedException {
    return results.take(10, 1000).get(client.session());
  }

  private static boolean echoes(String address) throws Exception {
    return network.namespaces.in(
        SmallNetwork.CLIENT, () -> Tool.succeeds(List.of("ping", "-c", "1", "-W", "1", address)));
  }

  private record Download(int bytes, String seenAs) {}

  /// The server first says who it sees, then sends what it is asked for.
  private static Download download(int port, int bytes) throws Exception {
    return download(SmallNetwork.INTERNET, port, bytes);
  }

  private static Download download6(int bytes) throws Exception {
    return download(SmallNetwork.INTERNET_6, WEB, bytes);
  }

  private static Download download(String host, int port, int bytes) throws Exception {
    return network.namespaces.in(
        SmallNetwork.CLIENT,
        () -> {
          try (Socket socket = open(host, port, PASSING_MILLIS)) {
            socket.getOutputStream().write((bytes + "\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String seenAs = line(in);
            return new Download(in.readAllBytes().length, seenAs);
          }
        });
  }

  private static void assertBlocked(String host, int port) {
    assertThatThrownBy(
            () ->
                network.namespaces.in(
                    SmallNetwork.CLIENT,
                    () -> {
                      open(host, port, BLOCKED_MILLIS).close();
                      return true;
                    }))
        .isInstanceOf(SocketTimeoutException.class);
  }

  private static Socket open(String host, int port, int connectMillis) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(host, port), connectMillis);
    socket.setSoTimeout(5000 * SLOW);
    return socket;
  }

  private static ServerSocket serve(String address, int port) throws Exception {
    ServerSocket server =
        network.namespaces.in(
            SmallNetwork.WORLD, () -> new ServerSocket(port, 10, InetAddress.ofLiteral(address)));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  int bytes = Integer.parseInt(line(socket.getInputStream()));
                  String seen = socket.getInetAddress().getHostAddress() + "\n";
                  socket.getOutputStream().write(seen.getBytes(StandardCharsets.US_ASCII));
                  socket.getOutputStream().write(new byte[bytes]);
                } catch (IOException | NumberFormatException e) {
                  // The client went away, or the test is over.
                }
              }
            });
    return server;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private static List<PeerState> held() throws Exception {
    return network.namespaces.in(SmallNetwork.NODE, network.wireGuard::peers);
  }

  private static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
