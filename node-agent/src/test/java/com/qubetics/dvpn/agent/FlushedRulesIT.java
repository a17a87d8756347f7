package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody starts the host's own firewall again, whose first line is `flush ruleset`, with a
/// client's tunnel open and a lease of its own: what the client reaches, with the agent alive and
/// dead.
final class FlushedRulesIT {
  private static final String FLUSH = "nft flush ruleset";
  private static final int PORT = 2222;
  private static final int PATIENCE = 300 * AgentHost.SLOW;

  /// What no client may reach: the host at each of its addresses, its neighbour.
  private static final List<String> CLOSED =
      List.of("10.77.0.1", "203.0.113.1", "203.0.114.1", AgentHost.GATEWAY_ADDRESS);

  @TempDir Path folder;

  @Test
  void staysClosedWithoutRulesAndWithoutAgent() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of("DVPN_AGENT_LEASE_SECONDS", "60"));
        ServerSocket own = serve(host, AgentHost.HOST);
        ServerSocket neighbour = serve(host, AgentHost.WORLD)) {
      serveAndDownload(host);
      host.killAgent();
      assertThat(reaches(host, AgentHost.INTERNET)).as("with a lease, without the agent").isTrue();
      assertThat(CLOSED).noneMatch(address -> reaches(host, address));

      host.run(AgentHost.HOST, FLUSH);

      assertThat(CLOSED).noneMatch(address -> reaches(host, address));
      assertThat(reaches(host, AgentHost.INTERNET)).as("without a rule").isFalse();
      long then = host.seen()[0];
      long downloaded = host.downloaded();
      Thread.sleep(1500L * AgentHost.SLOW);
      assertThat(host.downloaded()).as("of a download that ran").isEqualTo(downloaded);
      assertThat(host.seen()[0] - then).as("bytes into the tunnel").isLessThan(1000);

      host.run(AgentHost.HOST, "ip xfrm policy flush");
      assertThat(reaches(host, "203.0.113.1")).as("it was the second lock").isTrue();
      assertThat(own.isClosed() || neighbour.isClosed()).isFalse();
    }
  }

  @Test
  void isClosedAndServesAgainWithinASecond() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of("DVPN_AGENT_CHECK_SECONDS", "60"));
        ServerSocket own = serve(host, AgentHost.HOST)) {
      serveAndDownload(host);
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger reached = new AtomicInteger();
      Thread knocking = knock(host, over, reached);

      long longest = 0;
      for (int round = 0; round < 5; round++) {
        host.run(AgentHost.HOST, FLUSH);
        longest =
            Math.max(
                longest, AgentHost.await("lease", 10, () -> host.serves(AgentHost.CLIENT_ADDRESS)));
        Thread.sleep(200);
      }
      over.set(true);
      knocking.join();
      host.run(AgentHost.HOST, "ip xfrm policy flush");
      host.run(AgentHost.HOST, FLUSH);
      AgentHost.await(
          "policies, too",
          10,
          () -> policies(host).contains("src 10.77.0.0/16") && reachesInternet(host));

      System.out.printf("rules and lease were back after %s ms at most%n", longest);
      assertThat(longest).isLessThan(1000L * AgentHost.SLOW);
      assertThat(reached).as("times that the host was reached").hasValue(0);
      assertThat(own.isClosed()).isFalse();
      long downloaded = host.downloaded();
      AgentHost.await("the download goes on", 10, () -> host.downloaded() > downloaded);
    }
  }

  private static void serveAndDownload(AgentHost host) throws Exception {
    // Whatever it is bound to: all that the client's tunnel address sends goes into the tunnel.
    String table = " table 100";
    host.run(AgentHost.CLIENT, "ip route add default dev " + AgentHost.CLIENT_TUNNEL + table);
    host.run(AgentHost.CLIENT, "ip rule add from " + AgentHost.CLIENT_ADDRESS + " lookup 100");
    HonestClient honest = new HonestClient(host);
    host.gateway.signAs(honest);
    host.peers.desire(host.client.put());
    host.startAgent();
    AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
    host.download();
    AgentHost.await("download", 20, () -> host.downloaded() > 1 << 20);
  }

  private static ServerSocket serve(AgentHost host, String namespace) throws Exception {
    return host.namespaces.in(
        namespace, () -> new ServerSocket(PORT, 100, InetAddress.ofLiteral("0.0.0.0")));
  }

  private static Thread knock(AgentHost host, AtomicBoolean over, AtomicInteger reached)
      throws Exception {
    return host.namespaces.in(
        AgentHost.CLIENT,
        () ->
            Thread.ofPlatform()
                .daemon()
                .start(
                    () -> {
                      while (!over.get()) {
                        reached.addAndGet(connects("203.0.113.1", PORT, 50) ? 1 : 0);
                      }
                    }));
  }

  private static boolean reachesInternet(AgentHost host) {
    return reaches(host, AgentHost.INTERNET);
  }

  private static boolean reaches(AgentHost host, String address) {
    int port = address.equals(AgentHost.INTERNET) ? 8080 : PORT;
    try {
      return host.namespaces.in(AgentHost.CLIENT, () -> connects(address, port, PATIENCE));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean connects(String address, int port, int millis) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(AgentHost.CLIENT_ADDRESS), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), millis);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String policies(AgentHost host) {
    try {
      return host.run(AgentHost.HOST, "ip xfrm policy");
    } catch (Exception e) {
      return "";
    }
  }
}
