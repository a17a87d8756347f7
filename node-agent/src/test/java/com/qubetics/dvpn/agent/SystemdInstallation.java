package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wireguard.host.BareDebian;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The package under a real systemd, on a kernel with WireGuard: `./dev test --systemd`. Not part
/// of the gate: it wants root, debootstrap, qemu and a mirror, and many minutes.
///
/// Gateway and mirror of releases are outside of the guest, in a namespace; the releases were made
/// by scripts/test-release: 0.2.0 is good, 0.3.0 does not start.
final class SystemdInstallation {
  private static final String HOST = "203.0.113.1";
  private static final String OUTSIDE = "203.0.113.2";
  private static final int MIRROR_PORT = 8080;
  private static final String UNIT = "dvpn-node.service";
  private static final String CAP_NET_ADMIN_ALONE = "0000000000001000";

  /// The agent's limits are those of a host whose processor is not emulated.
  private static final String PATIENCE = "DVPN_AGENT_CONNECT_SECONDS=40";

  private static final Duration INSTALL = Duration.ofMinutes(15);
  private static final Duration START = Duration.ofMinutes(6);

  private final Path releases = Path.of(System.getProperty("dvpn.releases"));
  private long began = System.nanoTime();

  @TempDir private Path folder;
  private Namespaces namespaces;
  private BareDebian debian;
  private FakeControlPlane gateway;
  private HttpServer mirror;
  private Path published;
  private Guest guest;

  @BeforeEach
  void wire() throws Exception {
    debian = new BareDebian(folder.resolve("debian"));
    Files.copy(Path.of(System.getProperty("dvpn.package")), debian.shared().resolve("agent.deb"));
    debian.run("apt-get", "update", "--quiet=2");
    // The guest reaches no archive: what the package needs is there before it.
    debian.run(
        "sh",
        "-c",
        "apt-get satisfy --yes --no-install-recommends kmod \"$(dpkg-deb --field /mnt/agent.deb"
            + " Depends)\"");
    namespaces = Namespaces.permitted("outside");
    said("a bare Debian with what the package depends on");
    published = Files.createDirectory(folder.resolve("mirror"));
    guest =
        namespaces.in(
            "outside",
            () ->
                new Guest(
                    debian,
                    OUTSIDE + "/24",
                    Path.of(System.getProperty("dvpn.kernel")),
                    releases.resolve("console.log")));
    gateway = namespaces.in("outside", () -> new FakeControlPlane(InetAddress.ofLiteral(OUTSIDE)));
    mirror =
        namespaces.in(
            "outside",
            () ->
                SimpleFileServer.createFileServer(
                    new InetSocketAddress(OUTSIDE, MIRROR_PORT),
                    published,
                    SimpleFileServer.OutputLevel.NONE));
    mirror.start();
    Files.copy(gateway.authority(), debian.shared().resolve("gateway.pem"));
    guest.awaitReady();
    guest.run("ip address add " + HOST + "/24 dev eth0 && ip link set eth0 up");
    guest.run("ip route add default via " + OUTSIDE);
    said(
        "a guest with systemd, up for " + guest.run("cut -d ' ' -f 1 /proc/uptime").strip() + " s");
  }

  @AfterEach
  void unwire() throws Exception {
    if (guest != null) {
      guest.close();
      said("the guest ended");
    }
    if (mirror != null) {
      mirror.stop(0);
    }
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
  void servesUpdatesAndLeavesUnderSystemd() throws Exception {
    try {
      livesOnTheHost();
    } catch (Exception | AssertionError e) {
      System.out.println(guest.run("journalctl --no-pager --lines 120"));
      System.out.println(guest.run("tail -n 50 /var/lib/dvpn-node-update/install.log || true"));
      throw e;
    }
  }

  private void livesOnTheHost() throws Exception {
    installs();
    setUpStartsTheUnit();
    runsWithoutRoot();
    String tunnel = tunnel();
    comesBackAfterAKill();
    assertThat(tunnel()).isEqualTo(tunnel);
    doubtsAClockThatIsSet();
    takesAnUpdate();
    assertThat(tunnel()).isEqualTo(tunnel);
    goesBackFromABrokenUpdate();
    assertThat(tunnel()).isEqualTo(tunnel);
    leaves();
  }

  private void installs() throws Exception {
    complete("apt-get install --yes --no-install-recommends /mnt/agent.deb");
    guest.run("echo " + PATIENCE + " >>/etc/default/dvpn-node");
    assertThat(guest.attempt(START, "systemctl is-enabled " + UNIT).text()).isEqualTo("disabled\n");
    assertThat(guest.attempt(START, "systemctl is-active " + UNIT).text()).isEqualTo("inactive\n");
    said("apt installs the package; nothing is enabled, nothing started");
  }

  private void setUpStartsTheUnit() throws Exception {
    Guest.Answer setup =
        guest.attempt(
            INSTALL,
            String.join(
                " ",
                PATIENCE + " dvpn-node setup --gateway " + gateway.url(),
                "--ca /mnt/gateway.pem",
                "--provider qubetics16dh50k9twtjzkee0ld5auyy949cdn23cg32uq9",
                "--endpoint " + HOST + ":51820",
                "--place Frankfurt,DE,50.11,8.68",
                "--egress-interface eth0"));
    System.out.println(setup.text().indent(4));
    assertThat(setup.code()).isZero();
    said("setup");
    ready("0.1.0");
    said("the gateway hears that the node is ready");
    for (String unit : new String[] {UNIT, "dvpn-node-update.timer"}) {
      assertThat(guest.run("systemctl is-enabled " + unit)).isEqualTo("enabled\n");
      assertThat(guest.run("systemctl is-active " + unit)).isEqualTo("active\n");
    }
    guest.run("dvpn-node status --check ready");
    said("status says so too; unit and timer are enabled and active");
  }

  private void runsWithoutRoot() throws Exception {
    assertThat(guest.run("cat /proc/" + mainProcess() + "/status"))
        .containsPattern("CapEff:\\s+" + CAP_NET_ADMIN_ALONE)
        .containsPattern("CapPrm:\\s+" + CAP_NET_ADMIN_ALONE)
        .containsPattern("CapBnd:\\s+" + CAP_NET_ADMIN_ALONE)
        .containsPattern("NoNewPrivs:\\s+1")
        .containsPattern("Seccomp:\\s+2")
        .containsPattern("Uid:\\s+" + guest.run("id --user dvpn-node").strip());
    assertThat(guest.run("ip -details link show dev wg-dvpn")).contains("\n    wireguard ");
    assertThat(guest.run("wg show wg-dvpn listen-port")).isEqualTo("51820\n");
    said("user dvpn-node, CAP_NET_ADMIN alone, system calls filtered, the kernel's WireGuard");
    said(guest.run("systemd-analyze security --no-pager " + UNIT + " | tail -n 1").strip());
  }

  private void comesBackAfterAKill() throws Exception {
    String boot = ready("0.1.0");
    guest.run("kill -9 " + mainProcess());
    assertThat(readyAfter(boot, "0.1.0")).isNotEqualTo(boot);
    assertThat(guest.run("systemctl show --value --property NRestarts " + UNIT)).isEqualTo("1\n");
    said("killed with -9: systemd restarts it, it is ready again");
  }

  private void doubtsAClockThatIsSet() throws Exception {
    guest.run("date --set '+10 minutes'");
    await("dvpn-node status --json | grep --quiet CLOCK_UNPROVEN");
    assertThat(guest.attempt(START, "dvpn-node status --check ready").code()).isNotZero();
    said("its clock set ten minutes forward: the node says CLOCK_UNPROVEN and is not ready");
    guest.run("date --set '-10 minutes'");
    await("dvpn-node status --check ready");
    said("set back: ready again");
  }

  private void takesAnUpdate() throws Exception {
    String boot = ready("0.1.0");
    publish("0.2.0");
    complete("systemctl start dvpn-node-update.service");
    readyAfter(boot, "0.2.0");
    assertThat(guest.run("dvpn-node version")).isEqualTo("dvpn-node 0.2.0\n");
    said("0.2.0, signed by two of three, is installed by the update's unit; the node is ready");
  }

  private void goesBackFromABrokenUpdate() throws Exception {
    String boot = ready("0.2.0");
    publish("0.3.0");
    assertThat(guest.attempt(INSTALL, "systemctl start dvpn-node-update.service").code())
        .isNotZero();
    readyAfter(boot, "0.2.0");
    assertThat(guest.run("dvpn-node version")).isEqualTo("dvpn-node 0.2.0\n");
    assertThat(guest.run("cat /var/lib/dvpn-node-update/memory.json"))
        .containsPattern("\"failed\" : \"0.3.0\"");
    said("0.3.0 does not start: 0.2.0 is back, the node is ready");
    assertThat(guest.attempt(INSTALL, "systemctl start dvpn-node-update.service").code())
        .isNotZero();
    assertThat(guest.run("journalctl --unit dvpn-node-update.service --lines 5"))
        .contains("FAILED_BEFORE");
    assertThat(guest.run("dpkg-query --show dvpn-node-agent")).contains("\t0.2.0");
    said("0.3.0 is not tried again");
  }

  private void leaves() throws Exception {
    complete("apt-get remove --yes dvpn-node-agent");
    // Ends with 1 where there is none.
    assertThat(guest.attempt(START, "systemctl list-unit-files --no-legend 'dvpn-node*'").text())
        .isEmpty();
    assertThat(guest.run("systemctl list-units --all --no-legend 'dvpn-node*'")).isEmpty();
    assertThat(guest.run("nft list ruleset")).isEmpty();
    assertThat(guest.run("ip -oneline link show type wireguard")).isEmpty();
    assertThat(guest.run("cat /proc/sys/net/ipv4/ip_forward")).isEqualTo("0\n");
    guest.run("test ! -e /run/dvpn-node");
    assertThat(guest.run("ls /var/lib/dvpn-node")).contains("node.key");
    said("apt removes the package: no unit, no rule, no interface is left; the keys are");
  }

  /// Waits for a heartbeat that says so.
  ///
  /// @return the agent's boot
  private String ready(String version) throws Exception {
    return readyAfter("", version);
  }

  private String readyAfter(String boot, String version) throws Exception {
    Predicate<Heartbeat> wanted =
        beat ->
            beat.ready() && beat.version().equals(version) && !beat.boot().toString().equals(boot);
    return gateway.agents.heartbeat(wanted, START).boot().toString();
  }

  private void await(String command) throws Exception {
    complete(
        "timeout %s bash -c 'until %s; do sleep 1; done'".formatted(START.toSeconds(), command));
  }

  /// The package first, then the release: a mirror always serves both.
  private void publish(String version) throws Exception {
    String file = "dvpn-node-agent_" + version + "_amd64.deb";
    Files.copy(releases.resolve(file), published.resolve(file));
    Files.copy(
        releases.resolve(version + ".json"),
        published.resolve("dvpn-node-agent.json"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void complete(String command) throws Exception {
    Guest.Answer answer = guest.attempt(INSTALL, command);
    assertThat(answer.code()).as(answer.text()).isZero();
  }

  private String mainProcess() throws Exception {
    return guest.run("systemctl show --value --property MainPID " + UNIT).strip();
  }

  private String tunnel() throws Exception {
    return guest.run("cat /sys/class/net/wg-dvpn/ifindex");
  }

  /// One line for what was seen, with the time since the one before.
  private void said(String what) {
    System.out.printf(Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - began) / 1e9, what);
    began = System.nanoTime();
  }
}
