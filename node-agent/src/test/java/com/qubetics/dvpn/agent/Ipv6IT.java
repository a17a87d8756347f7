package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Client;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent on a host that has IPv6, until it has it no more.
final class Ipv6IT {
  @TempDir Path folder;

  @Test
  void givesSessionsIpv6WhileTheHostHasItAndEndsItWithTheLease() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      host.gateway.signAs(new HonestClient(host));
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));

      assertThat(config(host, host.client).address6()).isEqualTo(SmallNetwork.CLIENT_ADDRESS_6);
      assertThat(host.gateway.toldNetwork()).isEqualTo("10.77.0.0/16");
      giveClientIpv6(host);
      AgentHost.await("an echo by IPv6", 10, () -> echoes(host, SmallNetwork.INTERNET_6));
      long before = host.seen()[0];
      assertThat(echoes(host, SmallNetwork.INTERNET_6, "-s", "1200")).isTrue();
      assertThat(host.seen()[0] - before).as("counted like all of the tunnel").isGreaterThan(1200);
      assertThat(echoes(host, "fd64:7670:6e00::1")).as("the node in the tunnel").isTrue();
      assertThat(echoes(host, "2001:db8:5::80")).as("the host's neighbour").isFalse();

      host.killAgent();
      AgentHost.await("end of lease", 8, () -> !host.serves(AgentHost.CLIENT_ADDRESS));
      assertThat(echoes(host, SmallNetwork.INTERNET_6)).as("without the agent").isFalse();
      assertThat(echoes(host, "fd64:7670:6e00::1")).isFalse();

      host.startAgent();
      AgentHost.await("lease again", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
      AgentHost.await("an echo again", 10, () -> echoes(host, SmallNetwork.INTERNET_6));
      host.gateway.newResults();
      host.run(AgentHost.HOST, "ip -6 route delete default");
      Client next = host.client(TunnelSecret.random(new SecureRandom()), "10.77.0.3");
      host.peers.desire(host.client.put(), next.put());
      assertThat(config(host, next).address6()).as("of a session after the loss").isEmpty();
    }
  }

  @Test
  void carriesNoneWhereNoneLeadsOut() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      host.run(AgentHost.HOST, "ip -6 route delete default");
      host.peers.desire(host.client.put());
      host.startAgent();
      AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));

      assertThat(config(host, host.client).address6()).isEmpty();
      assertThat(host.run(AgentHost.HOST, "wg show " + AgentHost.TUNNEL + " allowed-ips"))
          .doesNotContain("::");
      host.run(AgentHost.HOST, "ip -6 route add default via 2001:db8:5::80 dev eth0");
      giveClientIpv6(host);
      assertThat(echoes(host, SmallNetwork.INTERNET_6)).isFalse();
    }
  }

  private static void giveClientIpv6(AgentHost host) throws Exception {
    String tunnel = AgentHost.CLIENT_TUNNEL;
    String node = host.home.tunnelKey().publicKey().toBase64();
    host.run(
        AgentHost.CLIENT, "wg set %s peer %s allowed-ips 0.0.0.0/0,::/0".formatted(tunnel, node));
    host.run(
        AgentHost.CLIENT,
        "ip -6 address add " + SmallNetwork.CLIENT_ADDRESS_6 + "/128 dev " + tunnel);
    host.run(AgentHost.CLIENT, "ip -6 route add default dev " + tunnel);
  }

  private static ClientConfig config(AgentHost host, Client client) throws InterruptedException {
    while (true) {
      for (PeerResult result : host.gateway.results()) {
        if (result.sessionId().equals(client.session()) && result.clientConfig() != null) {
          return result.clientConfig();
        }
      }
    }
  }

  private static boolean echoes(AgentHost host, String address, String... options) {
    List<String> command =
        new java.util.ArrayList<>(List.of("ping", "-6", "-c", "1", "-W", "1", address));
    command.addAll(1, List.of(options));
    try {
      return host.namespaces.in(AgentHost.CLIENT, () -> Tool.succeeds(command));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
