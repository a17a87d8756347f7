package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.run.StatusFile;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Finding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody on a serving node's host stops what it forwards, each in another way, while all that
/// the node could ask about itself goes on to be well: it says that it is not ready and what is in
/// the way, and is ready again when that is gone.
final class PathIT {
  private static final Path RULES = Path.of("src/test/resources/com/qubetics/dvpn/agent/foreign");

  @TempDir static Path folder;

  private static AgentHost host;

  @BeforeAll
  static void serve() throws Exception {
    host = new AgentHost(folder, Map.of("DVPN_AGENT_PATH_SECONDS", "1"));
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

  @AfterEach
  void passesAgain() throws Exception {
    AgentHost.await("ready", 40, () -> status().ready());
    long then = host.downloaded();
    AgentHost.await("traffic", 30, () -> host.downloaded() > then + 100_000);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a policy             | iptables -P FORWARD DROP                       | ip filter FORWARD: policy drop | iptables -P FORWARD ACCEPT
          an older policy      | iptables-legacy -P FORWARD DROP                | iptables-legacy filter FORWARD: policy drop | iptables-legacy -P FORWARD ACCEPT
          Docker's rules       | iptables-restore RULES/docker.iptables         | ip filter FORWARD: policy drop (Docker) | iptables-restore RULES/none.iptables
          ufw's rules          | iptables-restore RULES/ufw.iptables            | ip filter FORWARD: policy drop (ufw)  | iptables-restore RULES/none.iptables
          firewalld's rules    | nft -f RULES/firewalld.nft                     | reject with icmpx admin-prohibited (firewalld) | nft delete table inet firewalld
          one rule             | iptables -I FORWARD -p tcp --dport 443 -j REJECT | ip filter FORWARD: tcp dport 443 | iptables -D FORWARD -p tcp --dport 443 -j REJECT
          a rule for answers   | iptables -I FORWARD -i eth0 -j DROP            | ip filter FORWARD: iifname "eth0" | iptables -D FORWARD -i eth0 -j DROP
          a route              | ip rule add iif TUNNEL unreachable             | the kernel routes it nowhere | ip rule del iif TUNNEL unreachable
          a route for answers  | ip rule add iif eth0 to 10.77.0.0/16 blackhole | the answer comes back to eth0 and is not forwarded | ip rule del iif eth0 to 10.77.0.0/16 blackhole
          another's NAT        | nft: table ip other { chain post { type nat hook postrouting priority 0; iifname "TUNNEL" snat to 203.0.113.99; } } | it leaves by eth0 with the address 203.0.113.99 | nft delete table ip other
          no tracking          | nft: table ip other { chain pre { type filter hook prerouting priority -310; iifname "TUNNEL" notrack; } } | the node's own rule drops it | nft delete table ip other
          at the interface     | nft: table netdev other { chain in { type filter hook ingress device "TUNNEL" priority 0; drop; } } | is gone before any rule of nftables sees it | nft delete table netdev other
          """)
  void isNotReadyAndNamesWhatIsInTheWay(String what, String change, String named, String repair)
      throws Exception {
    change(change);

    long after =
        AgentHost.await("not ready", 40, () -> says(Doubt.PATH_BLOCKED) && !status().ready());
    System.out.printf("%s: not ready after %s ms: %s%n", what, after, path());
    Finding found = path();
    change(repair);
    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.what()).contains(named);
    assertThat(found.remedy()).isNotBlank();
  }

  @Test
  void saysTheSameInStatusAndDoctor() throws Exception {
    change("iptables -P FORWARD DROP");
    AgentHost.await("not ready", 40, () -> says(Doubt.PATH_BLOCKED));

    String status = host.sayAnyway("status");
    String doctor = host.sayAnyway("doctor");

    change("iptables -P FORWARD ACCEPT");
    assertThat(status)
        .contains("PATH_BLOCKED")
        .contains("path      no packet of a user comes back: ip filter FORWARD: policy drop");
    assertThat(doctor)
        .contains("21 ERROR   PATH")
        .contains("ip filter FORWARD: policy drop")
        .contains("20 WARNING FIREWALLS");
  }

  @Test
  void isReadyWhileTheEchoIsAwayForTheHostItselfToo() throws Exception {
    host.run(AgentHost.WORLD, "ip address del " + AgentHost.ECHO + "/32 dev lo");
    try {
      AgentHost.await(
          "undecided", 20, () -> path().what().contains("answers neither users nor this host"));
      assertThat(path().severity()).isEqualTo(Severity.NOTE);
      assertThat(status().ready()).isTrue();
    } finally {
      host.run(AgentHost.WORLD, "ip address add " + AgentHost.ECHO + "/32 dev lo");
    }
  }

  @Test
  void countsThePacketForNobody() throws Exception {
    AgentHost.await("looked at", 20, () -> path().severity() == Severity.OK);

    assertThat(status().sessions()).isEqualTo(1);
    assertThat(host.run(AgentHost.HOST, "wg show " + AgentHost.TUNNEL + " allowed-ips"))
        .contains("10.77.255.254/32");
    assertThat(host.log()).content().doesNotContain("WIREGUARD_FAILING");
  }

  private static void change(String change) throws Exception {
    String words =
        change
            .replace("TUNNEL", AgentHost.TUNNEL)
            .replace("RULES", RULES.toAbsolutePath().toString());
    if (words.startsWith("nft:")) {
      Path script = folder.resolve("script.nft");
      Files.writeString(script, words.substring(4).replace(" } }", " }\n}\n"));
      words = "nft -f " + script;
    }
    host.run(AgentHost.HOST, words);
  }

  private static boolean says(Doubt doubt) {
    return status().reasons().contains(doubt.name());
  }

  private static Finding path() {
    return Objects.requireNonNull(status().path());
  }

  private static Status status() {
    try {
      return StatusFile.read(host.home).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
