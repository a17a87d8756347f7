package com.qubetics.dvpn.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.AgentTimes;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.FakeFirewall;
import com.qubetics.dvpn.agent.peer.FakeWireGuard;
import com.qubetics.dvpn.agent.peer.GrantJournal;
import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.agent.peer.SessionSettings;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.probe.ProbeResponder;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loops, with everything outside of the agent faked.
final class AgentTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK = Clock.systemUTC();
  private static final String ADDRESS = "10.77.0.2";
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private final PrivateKey nodeKey = PrivateKey.random(RANDOM);
  private final FakeWireGuard wireGuard = new FakeWireGuard();
  private final FakeFirewall firewall = new FakeFirewall(CLOCK);
  private final InMemoryControlPlane controlPlane = new InMemoryControlPlane(AgentTest::stored);
  private Identity identity;
  private final OpenPath path = new OpenPath();
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    Endpoint endpoint = Endpoint.parse("203.0.113.1:51820");
    Domain domain = new Domain(31337, nodeKey.address());
    identity =
        new Identity(
            nodeKey,
            TunnelSecret.random(RANDOM).publicKey(),
            endpoint,
            domain,
            BootId.random(RANDOM));
    Cidr network = Cidr.parse("10.77.0.0/16");
    AgentSettings settings =
        new AgentSettings(
            "https://gateway.test",
            null,
            new Account(nodeKey.address()),
            endpoint,
            Place.parse("Frankfurt,DE,50.11,8.68"),
            new InterfaceName("eth0"),
            new InterfaceName("wg0"),
            network,
            null,
            List.of(),
            List.of(),
            10,
            1000,
            null,
            null,
            null,
            null);
    AgentTimes times = AgentTimes.from(Map.of());
    Doubts doubts = new Doubts((doubt, holds, reason) -> {});
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    NewestPerKey<SessionId, PeerResult> results = new NewestPerKey<>();
    NewestPerKey<SessionId, UsageItem> statements = new NewestPerKey<>();
    Path journal = folder.resolve("journal");
    GrantJournal.create(journal);
    Sessions sessions =
        new Sessions(
            identity,
            new SessionSettings(network, "", 10, times.lease(), times.grace(), times.usage()),
            wireGuard,
            firewall,
            GrantJournal.open(journal),
            doubts,
            results,
            statements,
            CLOCK);
    agent =
        new Agent(
            "0.1.0",
            settings,
            times,
            identity,
            controlPlane,
            sessions,
            doubts,
            results,
            statements,
            new ProbeResponder(nodeKey, domain, new EpochSchedule(0, 60, 5), CLOCK, port),
            Optional.empty(),
            new StatusFile(new Home(folder), doubts),
            () -> Duration.ofMinutes(1),
            path,
            CLOCK);
    agent.start();
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void asksForWhatIsNewerThanWhatItFollows() throws Exception {
    wish(1, client(ADDRESS));
    next(controlPlane.results);

    await(() -> controlPlane.asked.contains(new Revision(1, 1)));

    assertThat(controlPlane.asked.getFirst()).isEqualTo(Revision.NONE);
  }

  @Test
  void deliversAResultAfterTheControlPlaneWasCutOff() throws Exception {
    Client client = client(ADDRESS);
    wish(1, client);
    await(() -> wireGuard.holds(client.tunnelKey(), ADDRESS));
    next(controlPlane.results);
    Client second = client("10.77.0.3");
    wish(2, second);
    await(() -> firewall.passes("10.77.0.3"));
    controlPlane.cutOff = true;
    wireGuard.move(client.tunnelKey(), MIB, 3 * MIB);
    Thread.sleep(1500);

    controlPlane.cutOff = false;

    assertThat(next(controlPlane.results).sessionId()).isEqualTo(second.session());
    assertThat(next(controlPlane.statements).usage().message().tx().bytes()).isEqualTo(3 * MIB);
  }

  @Test
  void resumesAPausedSessionWithTheAckThatAnswersItsStatement() throws Exception {
    Client client = client(ADDRESS);
    controlPlane.ledger =
        item ->
            item.paused()
                ? UsageReceipt.acked(stored(item).usageHash(), client.ack(item.usage().message()))
                : stored(item);
    wish(1, client);
    await(() -> firewall.passes(ADDRESS));

    wireGuard.move(client.tunnelKey(), MIB, 9 * MIB);

    assertThat(next(controlPlane.statements).paused()).isFalse();
    wireGuard.move(client.tunnelKey(), MIB, 24 * MIB);
    assertThat(next(controlPlane.statements).paused()).isTrue();
    assertThat(next(controlPlane.statements).paused()).isFalse();
    assertThat(firewall.passes(ADDRESS)).isTrue();
  }

  @Test
  void tellsTheRegistryHowItIsAndWritesItsStatus() throws Exception {
    assertThat(next(controlPlane.heartbeats).ready()).isTrue();
    wish(1, client(ADDRESS));

    await(
        () -> {
          var heartbeat = controlPlane.heartbeats.poll();
          return heartbeat != null && heartbeat.peers() == 1;
        });
    await(() -> Files.exists(folder.resolve("status.json")));
  }

  @Test
  void isNotReadyUntilThePathIsProvenAnew() throws Exception {
    path.proven = false;

    await(() -> isToldNotReadyFor("PATH_UNPROVEN"));
    path.proven = true;

    await(
        () -> {
          var heartbeat = controlPlane.heartbeats.poll();
          return heartbeat != null && heartbeat.ready();
        });
  }

  private boolean isToldNotReadyFor(String code) {
    var heartbeat = controlPlane.heartbeats.poll();
    return heartbeat != null && !heartbeat.ready() && heartbeat.reasons().contains(code);
  }

  @Test
  void tellsTheRegistryHowMuchItMoves() throws Exception {
    Client client = client(ADDRESS);
    wish(1, client);
    next(controlPlane.results);

    wireGuard.move(client.tunnelKey(), 3 * MIB, 5 * MIB);

    await(
        () -> {
          var heartbeat = controlPlane.heartbeats.poll();
          return heartbeat != null
              && heartbeat.rxBytesPerSecond() > 100_000
              && heartbeat.txBytesPerSecond() > heartbeat.rxBytesPerSecond();
        });
  }

  private void wish(long revision, Client client) {
    controlPlane.wishes.add(new PeersAnswer(1, revision, false, List.of(client.put()), List.of()));
  }

  private Client client(String address) {
    long now = CLOCK.instant().getEpochSecond();
    return Client.of(
        identity.domain(),
        identity.node(),
        TunnelSecret.random(RANDOM).publicKey(),
        address,
        1L << 30,
        now - 5,
        now + 600);
  }

  private static UsageReceipt stored(UsageItem item) {
    Domain domain = new Domain(31337, item.usage().message().node().address());
    return UsageReceipt.stored(item.usage().message().digest(domain));
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T value = queue.poll(10, TimeUnit.SECONDS);
    assertThat(value).as("told within 10 s").isNotNull();
    return value;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("held within 10 s").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
