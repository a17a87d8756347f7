package com.qubetics.dvpn.stage.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The small internet inside of the sandbox: a router, and around it the control plane (the
/// sandbox's own network), hosts of nodes, clients and one web server, each in a /24 of its own
/// (benchmark and documentation ranges, routed nowhere).
///
/// Clients have a route to the control plane and to node hosts, none to the web server, and the
/// router drops what tries anyway: a page that arrives has come through a node.
public record Topology(List<Host> nodes, List<Host> clients) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  public Topology {
    nodes = List.copyOf(nodes);
    clients = List.copyOf(clients);
  }

  /// Builds it; called once, by the first process of the sandbox.
  ///
  /// @param doors TCP ports of the control plane that other hosts may reach
  public void build(List<Integer> doors) {
    Commands.run(LIMIT, List.of("/bin/sh", "-c", script(doors)));
  }

  String script(List<Integer> doors) {
    StringBuilder script = new StringBuilder();
    script.append(
        """
        set -e
        mount -t tmpfs tmpfs /run
        mkdir -p /run/netns /run/wireguard
        resolver=$(readlink -m /etc/resolv.conf)
        [ -e "$resolver" ] || install -D /dev/null "$resolver"
        ip link set lo up
        ip netns add internet
        in_net() { space=$1; shift; nsenter --net=/run/netns/$space -- "$@"; }
        in_net internet ip link set lo up
        in_net internet sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
        """);
    attachControl(script);
    for (Host node : nodes) {
      attach(script, node, "default");
      script.append(
          "in_net %s sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'\n".formatted(node.name()));
    }
    for (Host client : clients) {
      attach(script, client, "198.18.0.0/16");
    }
    attach(script, Host.WEB, "default");
    script.append("in_net internet nft -f - <<'END'\n").append(routerRules()).append("END\n");
    script.append("nft -f - <<'END'\n").append(controlRules(doors)).append("END\n");
    return script.toString();
  }

  private static void attachControl(StringBuilder script) {
    Host host = Host.CONTROL;
    script.append(
        """
        ip link add name eth0 type veth peer name to-control netns internet
        ip address add %1$s/24 dev eth0
        ip link set eth0 up
        in_net internet ip address add %2$s/24 dev to-control
        in_net internet ip link set to-control up
        ip route add default via %2$s
        """
            .formatted(host.address(), host.router()));
  }

  private static void attach(StringBuilder script, Host host, String route) {
    script.append(
        """
        ip netns add %1$s
        install -D -m 0644 "$resolver" /run/hosts/%1$s/resolv.conf
        in_net %1$s ip link set lo up
        ip link add name eth0 netns %1$s type veth peer name to-%1$s netns internet
        in_net %1$s ip address add %2$s/24 dev eth0
        in_net %1$s ip link set eth0 up
        in_net internet ip address add %3$s/24 dev to-%1$s
        in_net internet ip link set to-%1$s up
        in_net %1$s ip route add %4$s via %3$s
        """
            .formatted(host.name(), host.address(), host.router(), route));
  }

  private String routerRules() {
    List<String> allowed = new ArrayList<>(nodes.stream().map(Host::subnet).toList());
    allowed.add(Host.CONTROL.subnet());
    return """
        table inet internet {
          chain forward {
            type filter hook forward priority 0; policy accept;
            ip daddr %s ip saddr != { %s } drop
          }
        }
        """
        .formatted(Host.WEB.subnet(), String.join(", ", allowed));
  }

  private static String controlRules(List<Integer> doors) {
    return """
        table inet control {
          chain input {
            type filter hook input priority 0; policy drop;
            iif lo accept
            ct state established,related accept
            ip protocol icmp accept
            tcp dport { %s } accept
          }
        }
        """
        .formatted(String.join(", ", doors.stream().map(String::valueOf).toList()));
  }
}
