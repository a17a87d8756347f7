package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wireguard.host.BareDebian;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The client's package on a bare Debian 12: `./dev test --package client`. Not part of the gate:
/// it wants root, debootstrap and a mirror, and minutes the first time.
final class ClientPackageInstallation {
  private static final String WORLD = "203.0.113.2";
  private static final int PORT = 51820;
  private static final String RESOLVER = "10.77.0.1";
  private static final String RUN = Long.toString(ProcessHandle.current().pid() % 100_000, 36);
  private static final String NODE_INTERFACE = "wgn" + RUN;
  private static final String OWN_INTERFACE = "wgc" + RUN;

  @TempDir private Path folder;
  private Namespaces namespaces;
  private BareDebian debian;
  private FakeControlPlane gateway;
  private FakeChain chain;

  @BeforeEach
  void wire() throws Exception {
    debian = new BareDebian(folder.resolve("debian"));
    namespaces = Namespaces.permitted("host", "world");
    namespaces.join("host", "eth0", "203.0.113.1/24", "world", "eth0", WORLD + "/24");
    namespaces.in("host", () -> Tool.run(List.of("ip", "route", "add", "default", "via", WORLD)));
    InetAddress world = InetAddress.ofLiteral(WORLD);
    gateway = namespaces.in("world", () -> new FakeControlPlane(world));
    chain = namespaces.in("world", () -> new FakeChain(world, gateway.clients));
    inWorld("wireguard-go", NODE_INTERFACE);
    Path key = Files.writeString(folder.resolve("key"), Tool.run(List.of("wg", "genkey")));
    inWorld("wg", "set", NODE_INTERFACE, "listen-port", "" + PORT, "private-key", key.toString());
    inWorld("ip", "address", "add", "10.77.0.1/16", "dev", NODE_INTERFACE);
    inWorld("ip", "link", "set", NODE_INTERFACE, "up");
    String tunnelKey = inWorld("wg", "show", NODE_INTERFACE, "public-key").strip();
    gateway.clients.add(
        new FakeNode(
            LoggedIn.NODE_KEY,
            LoggedIn.NODE_KEY,
            TunnelKey.parseBase64(tunnelKey),
            new ClientConfig("10.77.0.2", "", RESOLVER, 1420, Endpoint.parse(WORLD + ":" + PORT)),
            this::install));
    Files.copy(Path.of(System.getProperty("dvpn.package")), debian.shared().resolve("dvpn.deb"));
    Files.copy(gateway.authority(), debian.shared().resolve("gateway.pem"));
    Files.writeString(debian.shared().resolve("wallet"), "0x" + "11".repeat(32) + "\n");
  }

  private void install(Grant grant) {
    try {
      inWorld(
          "wg",
          "set",
          NODE_INTERFACE,
          "peer",
          grant.tunnelKey().toBase64(),
          "allowed-ips",
          "10.77.0.2/32");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void unwire() throws Exception {
    if (chain != null) {
      inWorld("ip", "link", "delete", NODE_INTERFACE);
      chain.close();
      gateway.close();
    }
    if (debian != null) {
      debian.close();
    }
    if (namespaces != null) {
      namespaces.close();
    }
  }

  private String inWorld(String... command) throws Exception {
    return namespaces.in("world", () -> Tool.run(List.of(command)));
  }

  private String inHost(String... command) throws Exception {
    return namespaces.in("host", () -> debian.run(command));
  }

  private JsonNode dvpn(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("dvpn"));
    command.addAll(List.of(arguments));
    command.add("--json");
    return Json.read(inHost(command.toArray(String[]::new)), JsonNode.class);
  }

  @Test
  void connectsExplainsItselfAndLeavesNothingButHomes() throws Exception {
    debian.run("apt-get", "update", "--quiet=2");
    install("wireguard-go", "man-db", "bash-completion", "zsh", "fish");
    TreeSet<String> files = debian.unownedFiles();
    install("/mnt/dvpn.deb");
    assertThat(debian.run("sh", "-c", "systemctl is-enabled dvpn.service || true").strip())
        .isEqualTo("disabled");

    asAnybody("dvpn --version");
    assertThat(asAnybody("dvpn --help")).contains("connect", "sign");
    assertThat(asAnybody("man dvpn | cat")).contains("client of the Qubetics dVPN", "--max-mbit");
    assertThat(
            asAnybody(
                "bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader dvpn; complete -p dvpn'"))
        .contains("_complete_dvpn");
    assertThat(asAnybody("fish -c 'complete -C \"dvpn si\"'")).contains("sign");
    assertThat(
            asAnybody(
                "zsh -c 'autoload -U compinit && compinit -u -D && print -r -- $_comps[dvpn]'"))
        .isEqualToIgnoringWhitespace("_dvpn");
    assertThat(debian.run("systemd-analyze", "verify", "/lib/systemd/system/dvpn.service"))
        .isEmpty();

    String before = host();
    logIn();
    JsonNode connected =
        dvpn("connect", "--near", "50.1,8.7", "--interface", OWN_INTERFACE, "--background");
    assertThat(connected.path("phase").asString()).isEqualTo("CONNECTED");
    assertThat(inHost("ip", "route", "get", "198.51.100.7")).contains(OWN_INTERFACE);
    assertThat(
            namespaces.in(
                "world", () -> Tunnel.counters(InterfaceName.parse(NODE_INTERFACE)).rxBytes()))
        .isPositive();
    assertThat(dvpn("status").path("held").asBoolean()).isTrue();

    // As it is found when nobody has disconnected.
    inHost("apt-get", "remove", "--yes", "dvpn");
    assertThat(gateway.clients.ended).hasSize(1);
    assertThat(host()).isEqualTo(before);
    inHost("apt-get", "purge", "--yes", "dvpn");
    TreeSet<String> left = debian.unownedFiles();
    left.removeAll(files);
    left.removeIf(file -> file.startsWith("/root/.dvpn") || file.startsWith("/root/.cache"));
    assertThat(left).isEmpty();
    assertThat(debian.run("ls", "/root/.dvpn")).contains("login.json");
  }

  @ParameterizedTest
  @CsvSource({
    "resolvconf,       echo nameserver 192.0.2.53 | resolvconf -a eth0.dhcp",
    "openresolv,       echo nameserver 192.0.2.53 | resolvconf -a eth0.dhcp",
    "systemd-resolved, mkdir -p /run/dbus && dbus-daemon --system --fork && /lib/systemd/systemd-resolved &",
  })
  void asksTheNodesResolverInTheWayThatTheMachineHas(String way, String start) throws Exception {
    debian.run("apt-get", "update", "--quiet=2");
    install("wireguard-go", "dbus", way);
    install("/mnt/dvpn.deb");
    inHost("sh", "-c", start);
    String before = inHost("sh", "-c", "ls -l /etc/resolv.conf; cat /etc/resolv.conf");
    logIn();

    try (NameServer server = namespaces.in("world", () -> new NameServer(RESOLVER))) {
      dvpn("connect", "--near", "50.1,8.7", "--interface", OWN_INTERFACE, "--background");
      assertThat(inHost("getent", "ahostsv4", "named.example")).contains(NameServer.ADDRESS);
      assertThat(dvpn("status").path("held").asBoolean()).isTrue();
      dvpn("disconnect");
    }

    assertThat(inHost("sh", "-c", "ls -l /etc/resolv.conf; cat /etc/resolv.conf"))
        .isEqualTo(before);
    assertThat(inHost("sh", "-c", "getent ahostsv4 named.example || echo unknown"))
        .contains("unknown");
  }

  private void install(String... packages) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("apt-get", "install", "--yes", "--no-install-recommends"));
    command.addAll(List.of(packages));
    debian.run(command.toArray(String[]::new));
  }

  private String asAnybody(String script) throws Exception {
    return debian.run(
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "env",
        "HOME=/tmp",
        "LC_ALL=C.UTF-8",
        "sh",
        "-c",
        script);
  }

  private void logIn() throws Exception {
    dvpn(
        "login",
        "--gateway",
        gateway.url().toString(),
        "--ca",
        "/mnt/gateway.pem",
        "--rpc",
        chain.url().toString(),
        "--wallet",
        "keplr",
        "--wallet-key-file",
        "/mnt/wallet");
  }

  /// What a connection changes of the host.
  private String host() throws Exception {
    return inHost(
            "sh", "-c", "ip rule; ip route show table all; ip -oneline link; nft list ruleset")
        .replaceAll("\\d+: lo", "lo");
  }
}
