package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.run.StatusFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody takes from a serving node's host what setup had proved: each loss is told by its code
/// within seconds, and put back where it is the node's own to set.
final class HostWatchIT {
  @TempDir static Path folder;

  private static AgentHost host;

  @BeforeAll
  static void serve() throws Exception {
    host = new AgentHost(folder, Map.of());
    host.gateway.signAs(new HonestClient(host));
    host.peers.desire(host.client.put());
    host.startAgent();
    AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
    host.download();
    AgentHost.await("download", 20, () -> host.downloaded() > 0);
  }

  @AfterAll
  static void close() throws Exception {
    if (host != null) {
      host.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          forwarding                  | sysctl -q -w net.ipv4.ip_forward=0             | FORWARDING_OFF
          forwarding from the egress  | sysctl -q -w net.ipv4.conf.eth0.forwarding=0   | FORWARDING_OFF
          forwarding from the tunnel  | sysctl -q -w net.ipv4.conf.TUNNEL.forwarding=0 | FORWARDING_OFF
          the tunnel                  | ip link set TUNNEL down                        | WIREGUARD_FAILING
          the size of tunnel          | ip link set TUNNEL mtu 576                     | WIREGUARD_FAILING
          the tunnel addresses        | ip address flush dev TUNNEL                    | WIREGUARD_FAILING
          the tunnel's of IPv6        | ip -6 address flush dev TUNNEL                 | WIREGUARD_FAILING
          the port of tunnel          | wg set TUNNEL listen-port 51999                | WIREGUARD_FAILING
          """)
  void tellsAndPutsBack(String what, String change, String code) throws Exception {
    // Those of the rows before are passed over.
    told(List::isEmpty);

    host.run(AgentHost.HOST, change.replace("TUNNEL", AgentHost.TUNNEL));

    told(reasons -> reasons.contains(code));
    passesAgain();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no default route           | ip route del default                 | EGRESS_DOWN   | ip route replace default via GATEWAY
          another default route      | ip route replace default dev eth1    | EGRESS_DOWN   | ip route replace default via GATEWAY
          half of the internet gone  | ip route add 128.0.0.0/1 dev eth1    | EGRESS_DOWN   | ip route del 128.0.0.0/1 dev eth1
          the internet refused       | ip route add unreachable 0.0.0.0/1   | EGRESS_DOWN   | ip route del unreachable 0.0.0.0/1
          the egress interface down  | ip link set eth0 down                | EGRESS_DOWN   | ip link set eth0 up; ip route replace default via GATEWAY
          small packets only         | ip link set eth0 mtu 600             | MTU_TOO_SMALL | ip link set eth0 mtu 1500
          """)
  void isNotReadyUntilTheProviderMendsIt(String what, String change, String code, String repair)
      throws Exception {
    host.run(AgentHost.HOST, change);

    AgentHost.await("not ready", 15, () -> says(code) && !status().ready());
    for (String command : repair.replace("GATEWAY", AgentHost.GATEWAY_ADDRESS).split("; ")) {
      host.run(AgentHost.HOST, command);
    }
    passesAgain();
  }

  private static void passesAgain() throws Exception {
    AgentHost.await("ready", 30, () -> status().ready());
    long then = host.downloaded();
    AgentHost.await("traffic", 30, () -> host.downloaded() > then + 100_000);
  }

  private static void told(Predicate<List<String>> reasons) throws InterruptedException {
    host.gateway.heartbeat(
        beat -> reasons.test(beat.reasons()), Duration.ofSeconds(15L * AgentHost.SLOW));
  }

  private static boolean says(String code) {
    return status().reasons().contains(code);
  }

  private static Status status() {
    try {
      return StatusFile.read(host.home).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
