package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.wireguard.host.BareDebian;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The package on a bare Debian 12: `./dev test --package`. Not part of the gate: it wants root,
/// debootstrap and a mirror, and minutes the first time.
final class PackageInstallation {
  private static final String HOST = "203.0.113.1";
  private static final String INTERFACE =
      "wgd" + Long.toString(ProcessHandle.current().pid() % 100_000, 36);
  private static final String CAP_NET_ADMIN_ALONE = "0000000000001000";

  @TempDir private Path folder;
  private Namespaces namespaces;
  private BareDebian debian;
  private FakeControlPlane gateway;

  @BeforeEach
  void wire() throws Exception {
    debian = new BareDebian(folder.resolve("debian"));
    namespaces = Namespaces.permitted("host", "world");
    namespaces.join("host", "eth0", HOST + "/24", "world", "eth0", "203.0.113.2/24");
    namespaces.in(
        "host", () -> Tool.run(List.of("ip route add default via 203.0.113.2".split(" "))));
    gateway = namespaces.in("host", () -> new FakeControlPlane(InetAddress.ofLiteral(HOST)));
    Files.copy(Path.of(System.getProperty("dvpn.package")), debian.shared().resolve("agent.deb"));
    Files.copy(gateway.authority(), debian.shared().resolve("gateway.pem"));
  }

  @AfterEach
  void unwire() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (debian != null) {
      debian.close();
    }
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @Test
  void servesWithoutRootAndLeavesTheHostAsItWas() throws Exception {
    Map<String, String> bare = host();
    TreeSet<String> files = debian.unownedFiles();
    debian.run("apt-get", "update", "--quiet=2");
    timed(
        "apt install",
        () ->
            debian.run(
                "apt-get",
                "install",
                "--yes",
                "--no-install-recommends",
                "/mnt/agent.deb",
                "wireguard-go"));
    assertThat(debian.run("dvpn-node", "version")).startsWith("dvpn-node ");
    assertThat(inHost("nft", "list", "ruleset")).isEmpty();

    assertThat(setUp("--dry-run")).contains("would: ");
    assertThat(host())
        .containsEntry("rules", bare.get("rules"))
        .containsEntry("sysctl", bare.get("sysctl"));
    assertThat(setUp("--json")).contains("20000000000000000000");
    assertThat(host()).isNotEqualTo(bare);
    assertThat(setUp("--json")).contains("20000000000000000000");

    // As the unit does: its own user, one capability, a folder for wireguard-go's socket.
    debian.run("install", "--directory", "--owner=dvpn-node", "/run/wireguard");
    Process agent = serve();
    assertThat(inHost("sh", "-c", "cat /proc/$(pidof java)/status"))
        .containsPattern("CapEff:\\s+" + CAP_NET_ADMIN_ALONE)
        .containsPattern("CapBnd:\\s+" + CAP_NET_ADMIN_ALONE)
        .containsPattern("NoNewPrivs:\\s+1")
        .doesNotContainPattern("Uid:\\s+0");
    assertThat(inHost("wg", "show", INTERFACE, "listen-port")).isEqualTo("51820\n");

    // A restart, as after an upgrade: WireGuard stays.
    String tunnel = inHost("sh", "-c", "ip -oneline link show dev " + INTERFACE + " | cut -d: -f1");
    inHost("sh", "-c", "kill $(pidof java)");
    assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
    agent = serve();
    assertThat(inHost("sh", "-c", "ip -oneline link show dev " + INTERFACE + " | cut -d: -f1"))
        .isEqualTo(tunnel);
    inHost("sh", "-c", "kill $(pidof java)");
    assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();

    inHost("dvpn-node", "uninstall");
    assertThat(debian.run("ls", "/var/lib/dvpn-node")).contains("node.key");
    inHost("apt-get", "remove", "--yes", "dvpn-node-agent");
    assertThat(debian.run("ls", "/var/lib/dvpn-node")).contains("node.key");
    inHost("apt-get", "purge", "--yes", "dvpn-node-agent");
    debian.run("rmdir", "/run/wireguard");
    assertThat(host()).isEqualTo(bare);
    assertThat(debian.unownedFiles()).isEqualTo(files);
  }

  private Process serve() throws Exception {
    Process agent =
        namespaces.in(
            "host",
            () ->
                debian.start(
                    "setpriv",
                    "--reuid=dvpn-node",
                    "--regid=dvpn-node",
                    "--clear-groups",
                    "--bounding-set=-all,+net_admin",
                    "--inh-caps=-all,+net_admin",
                    "--ambient-caps=-all,+net_admin",
                    "--no-new-privs",
                    "dvpn-node",
                    "run"));
    long began = System.nanoTime();
    do {
      assertThat(agent.isAlive()).isTrue();
    } while (!gateway.agents.heartbeat().ready());
    System.out.printf("ready: %s ms%n", (System.nanoTime() - began) / 1_000_000);
    return agent;
  }

  private String setUp(String last) throws Exception {
    return inHost(
        "dvpn-node",
        "setup",
        "--gateway",
        gateway.url().toString(),
        "--ca",
        "/mnt/gateway.pem",
        "--provider",
        "qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9",
        "--endpoint",
        HOST + ":51820",
        "--place",
        "Frankfurt,DE,50.11,8.68",
        "--egress-interface",
        "eth0",
        "--interface",
        INTERFACE,
        "--service",
        last);
  }

  private String inHost(String... command) throws Exception {
    return namespaces.in("host", () -> debian.run(command));
  }

  /// What setup may have changed: rules, settings of the kernel, interfaces, users.
  private Map<String, String> host() throws Exception {
    Map<String, String> state = new LinkedHashMap<>();
    state.put("rules", inHost("sh", "-c", "! command -v nft >/dev/null || nft list ruleset"));
    state.put(
        "sysctl",
        inHost(
            "sh",
            "-c",
            "cd /proc/sys/net && grep -rs . ipv4/ip_forward ipv4/conf ipv6/conf | sort"));
    state.put("interfaces", inHost("sh", "-c", "cut -d: -f1 /proc/net/dev"));
    state.put("users", inHost("cat", "/etc/passwd", "/etc/group"));
    return state;
  }

  private interface Step {
    String run() throws Exception;
  }

  private static void timed(String what, Step step) throws Exception {
    long began = System.nanoTime();
    step.run();
    System.out.printf("%s: %s ms%n", what, (System.nanoTime() - began) / 1_000_000);
  }
}
