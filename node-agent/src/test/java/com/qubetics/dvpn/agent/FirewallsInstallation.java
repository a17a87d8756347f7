package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.run.StatusFile;
import com.qubetics.dvpn.wireguard.host.BareDebian;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Docker, ufw and firewalld as Debian ships them, on the host of a node: each stops what users
/// send, `setup` finds it, opens it once it may, and `uninstall` takes that back. As root, with
/// Debian's archive; `./dev test --firewalls`.
final class FirewallsInstallation {

  @TempDir Path made;
  @TempDir Path folder;
  private BareDebian debian;

  private final List<Process> daemons = new ArrayList<>();
  private AgentHost host;

  @BeforeEach
  void install() throws Exception {
    debian = new BareDebian(made.resolve("debian"));
    debian.run("apt-get", "update", "--quiet=2");
    debian.run(
        "apt-get",
        "install",
        "--yes",
        "--no-install-recommends",
        "wireguard-tools",
        "wireguard-go",
        "nftables",
        "iproute2",
        "conntrack",
        "iptables",
        "procps",
        "dbus",
        "ufw",
        "firewalld",
        "docker.io");
    // The program under test runs in there from where it was built.
    for (Path path :
        List.of(
            Path.of(System.getProperty("java.home")),
            Path.of("..").toRealPath(),
            Path.of(System.getProperty("user.home"), ".m2"),
            Path.of("/sys"))) {
      bind(path);
    }
  }

  private void bind(Path path) throws Exception {
    Path inside = debian.root().resolve(path.toString().substring(1));
    outside("mkdir", "--parents", inside.toString());
    outside("mount", "--rbind", path.toString(), inside.toString());
  }

  private void outside(String... command) throws Exception {
    assertThat(debian.outside(command).inheritIO().start().waitFor()).isZero();
  }

  @AfterEach
  void stop() throws Exception {
    for (Process daemon : daemons.reversed()) {
      daemon.destroy();
      if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    }
    if (host != null) {
      host.close();
    }
    if (debian != null) {
      debian.close();
    }
  }

  @Test
  void opensUfw() throws Exception {
    serveIn();
    inside("ufw", "--force", "enable");

    isFoundOpenedAndTakenBack(
        "(ufw)", "ufw route allow in on " + AgentHost.TUNNEL + " out on eth0", "ufw", "status");

    inside("ufw", "--force", "disable");
  }

  @Test
  void opensDocker() throws Exception {
    serveIn();
    inside("sysctl", "-q", "-w", "net.ipv4.ip_forward=0");
    daemons.add(
        start(
            "dockerd",
            "--data-root=/run/dk",
            "--exec-root=/run/dk/exec",
            "--storage-driver=vfs",
            "--host=unix:///run/dk.sock"));
    awaitInside("docker", "--host=unix:///run/dk.sock", "info");

    isFoundOpenedAndTakenBack(
        "(Docker)",
        "iptables DOCKER-USER -i " + AgentHost.TUNNEL + " -o eth0 -j ACCEPT",
        "iptables",
        "-S",
        "DOCKER-USER");
  }

  @Test
  void opensFirewalld() throws Exception {
    serveIn();
    inside("mkdir", "--parents", "/run/dbus");
    daemons.add(start("dbus-daemon", "--system", "--nofork", "--nopidfile"));
    daemons.add(start("firewalld", "--nofork", "--nopid"));
    awaitInside("firewall-cmd", "--state");
    inside("firewall-cmd", "--zone=public", "--add-port=51820/udp", "--add-port=51821/udp");
    inside("firewall-cmd", "--runtime-to-permanent");

    isFoundOpenedAndTakenBack(
        "(firewalld)",
        "firewalld zone " + AgentHost.TUNNEL + " and policy " + AgentHost.TUNNEL + "-o",
        "firewall-cmd",
        "--get-active-zones");
  }

  /// @param name of the firewall, as findings name it
  /// @param place what setup makes
  /// @param listing shows it, by the tunnel's name
  private void isFoundOpenedAndTakenBack(String name, String place, String... listing)
      throws Exception {
    host.startAgent();
    AgentHost.await("status", 30, () -> Files.exists(host.home.statusFile()));
    AgentHost.await("not ready", 60, () -> says(Doubt.PATH_BLOCKED));
    assertThat(Objects.requireNonNull(status().path()).what()).contains(name);
    assertThat(inside(listing)).doesNotContain(AgentHost.TUNNEL);

    assertThat(setUp("no")).contains("FIREWALLS").contains(name);
    assertThat(inside(listing)).doesNotContain(AgentHost.TUNNEL);
    assertThat(setUp("yes", "--dry-run")).contains("would: " + place);
    assertThat(inside(listing)).doesNotContain(AgentHost.TUNNEL);
    assertThat(setUp("yes")).contains(place + ": added");

    AgentHost.await("ready", 60, () -> status().ready());
    assertThat(inside(listing)).contains(AgentHost.TUNNEL);
    assertThat(setUp("yes")).doesNotContain(place + ": added").contains("no other firewall's rule");

    assertThat(host.stopAgent()).isTrue();
    host.say("uninstall");
    assertThat(inside(listing)).doesNotContain(AgentHost.TUNNEL);
  }

  private String setUp(String open, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("setup", "--no-service"));
    arguments.addAll(List.of("--open-firewalls", open));
    arguments.addAll(List.of(more));
    return host.sayAll(arguments.toArray(String[]::new));
  }

  /// An agent's host whose program runs in the bare Debian.
  private void serveIn() throws Exception {
    bind(folder);
    List<String> program =
        new ArrayList<>(debian.outside("chroot", debian.root().toString(), "env").command());
    program.add("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
    program.addAll(AgentHost.PROGRAM);
    host =
        new AgentHost(
            folder,
            Map.of("DVPN_AGENT_PATH_SECONDS", "1", "DVPN_AGENT_LEASE_SECONDS", "60"),
            program);
    outside("cp", "--parents", host.controlPlane.authority().toString(), debian.root().toString());
    inside("mkdir", "--parents", "/run/wireguard");
  }

  private String inside(String... command) throws Exception {
    return host.namespaces.in(AgentHost.HOST, () -> debian.run(command));
  }

  private Process start(String... command) throws Exception {
    return host.namespaces.in(AgentHost.HOST, () -> debian.start(command));
  }

  private void awaitInside(String... command) throws InterruptedException {
    AgentHost.await(
        command[0],
        30,
        () -> {
          try {
            return !inside(command).isEmpty();
          } catch (Exception e) {
            return false;
          }
        });
  }

  private boolean says(Doubt doubt) {
    return status().reasons().contains(doubt.name());
  }

  private Status status() {
    try {
      return StatusFile.read(host.home).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
