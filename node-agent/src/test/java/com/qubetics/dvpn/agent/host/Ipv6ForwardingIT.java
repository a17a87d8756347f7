package com.qubetics.dvpn.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.firewall.RawLink;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Namespaces;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host that has its IPv6 by the advertisements of a router on its link, as most have it.
final class Ipv6ForwardingIT {
  private static final InterfaceName EGRESS = new InterfaceName("eth0");
  private static final InterfaceName OTHER = new InterfaceName("eth1");

  @TempDir Path folder;
  private Namespaces namespaces;

  @BeforeEach
  void hear() throws Exception {
    namespaces = Namespaces.permitted("host", "router");
    namespaces.join("host", "eth0", "203.0.113.1/24", "router", "eth0", "203.0.113.2/24");
    namespaces.join("host", "eth1", "198.51.100.1/24", "router", "eth1", "198.51.100.2/24");
    advertise();
    await("a route by advertisement", () -> Ipv6Egress.leadsOut(EGRESS));
  }

  @AfterEach
  void close() {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @Test
  void losesItsRoutesToForwardingAlone() throws Exception {
    set("net.ipv6.conf.all.forwarding", "1");

    assertThat(in(() -> Ipv6Egress.leadsOut(EGRESS))).as("what is to be prevented").isFalse();
  }

  @Test
  void keepsThemWithWhatSetupWantsAndHearsTheRouterStill() throws Exception {
    HostChanges changes = new HostChanges(folder.resolve("changes.json"), Host.THIS);
    Map<String, String> before = settings();
    in(() -> changes.make(List.copyOf(Ipv6Forwarding.wanted(EGRESS))));

    assertThat(settings()).containsEntry("net.ipv6.conf.all.forwarding", "1");
    assertThat(in(() -> Ipv6Egress.leadsOut(EGRESS))).isTrue();
    await("open", () -> Ipv6Egress.isOpen(EGRESS));
    assertThat(routes()).contains("dev eth0 proto ra").contains("dev eth1 proto ra");
    in(() -> Tool.run(List.of("ip", "-6", "route", "flush", "proto", "ra")));
    advertise();
    await("a route by advertisement again", () -> Ipv6Egress.leadsOut(EGRESS));

    in(changes::undo);
    assertThat(settings()).isEqualTo(before);
    assertThat(in(() -> Ipv6Egress.leadsOut(EGRESS))).as("afterwards").isTrue();
  }

  @Test
  void leavesAnInterfaceAloneThatHearsNoRouterByTheKernel() throws Exception {
    set("net.ipv6.conf.eth0.accept_ra", "0");
    set("net.ipv6.conf.eth1.accept_ra", "0");

    assertThat(in(() -> Ipv6Forwarding.wanted(EGRESS)))
        .containsExactly(new SysctlSet("net.ipv6.conf.all.forwarding", "1"));
  }

  @Test
  void isOpenOnlyWithForwardingAddressAndRoute() throws Exception {
    assertThat(in(() -> Ipv6Egress.isOpen(EGRESS))).as("forwarding off").isFalse();
    in(
        () -> {
          Ipv6Forwarding.restore(EGRESS);
          return true;
        });
    await("open", () -> Ipv6Egress.isOpen(EGRESS));
    set("net.ipv6.conf.eth0.forwarding", "0");
    assertThat(in(() -> Ipv6Egress.isOpen(EGRESS))).as("forwarding off there").isFalse();
    set("net.ipv6.conf.eth0.forwarding", "1");
    in(() -> Tool.run(List.of("ip", "-6", "address", "flush", "dev", "eth0", "scope", "global")));
    assertThat(in(() -> Ipv6Egress.isOpen(EGRESS))).as("no address").isFalse();
    assertThat(in(() -> Ipv6Egress.isOpen(OTHER))).as("not the first way").isFalse();
  }

  private void advertise() throws Exception {
    for (String link : List.of("eth0", "eth1")) {
      String network = link.equals("eth0") ? "2001:db8:5::" : "2001:db8:6::";
      namespaces.in(
          "router",
          () -> {
            RawLink.advertiseRouter(link, network);
            return true;
          });
    }
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!in(condition)) {
      assertThat(System.nanoTime()).as(what + ": " + routes()).isLessThan(deadline);
      advertise();
      Thread.sleep(100);
    }
  }

  private void set(String name, String value) throws Exception {
    in(() -> Tool.run(List.of("sysctl", "-q", "-w", name + "=" + value)));
  }

  private Map<String, String> settings() throws Exception {
    Map<String, String> settings = new TreeMap<>();
    for (String name :
        List.of(
            "net.ipv6.conf.all.forwarding",
            "net.ipv6.conf.eth0.accept_ra",
            "net.ipv6.conf.eth1.accept_ra")) {
      settings.put(name, in(() -> Tool.run(List.of("sysctl", "-n", name))).strip());
    }
    return settings;
  }

  private String routes() throws Exception {
    return in(() -> Tool.run(List.of("ip", "-6", "route", "show", "default")));
  }

  private <T> T in(Callable<T> action) throws Exception {
    return namespaces.in("host", action);
  }
}
