package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.peer.Doubt;

/// What a check of the host found.
///
/// @param number stable, as is the check's name: documentation and support refer to them
/// @param remedy what to do; empty if all is well
public record Finding(int number, Check check, Severity severity, String what, String remedy) {

  /// What setup and doctor prove, and who watches it afterwards. Numbers follow the order; a new
  /// one is added at the end.
  public enum Check {
    GATEWAY(Watch.link("UNREACHABLE", "each call tells")),
    TOOLS(Watch.agent("the next look needs them", Doubt.FIREWALL_CHANGED, Doubt.WIREGUARD_FAILING)),
    EGRESS(Watch.host(Doubt.EGRESS_DOWN)),
    PORTS(Watch.agent("seen with the tunnel interface", Doubt.WIREGUARD_FAILING)),
    CLOCK(Watch.agent("compared with each answer of the gateway", Doubt.CLOCK_UNPROVEN)),
    WIREGUARD(Watch.host(Doubt.WIREGUARD_FAILING)),
    NFTABLES(Watch.agent("the rules are read and compared", Doubt.FIREWALL_CHANGED)),
    FORWARDING(Watch.host(Doubt.FORWARDING_OFF)),
    ADDRESS(Watch.outside("probes come to it", "PROBES_FAILING")),
    REACHABLE(Watch.outside("probes come from outside", "PROBES_FAILING")),
    MTU(Watch.host(Doubt.MTU_TOO_SMALL)),
    IPV6(Watch.nobody("nothing depends on it")),
    BANDWIDTH(Watch.outside("blind sessions measure what a node carries")),
    DISK(Watch.host(Doubt.DISK_FULL)),
    MEMORY(Watch.nobody("what a host has does not change while it runs")),
    PROCESSOR(Watch.nobody("shown, and judged by nobody")),
    KEYS(Watch.nobody("read once, at start")),
    AGENT(Watch.nobody("is the agent's own word")),
    REGISTRY(Watch.nobody("is the registry's own word")),
    CONNECTIONS(Watch.host(Doubt.CONNECTIONS_FULL)),
    /// Other firewalls' rules, read.
    FIREWALLS(Watch.agent("the packet of PATH has to pass them", Doubt.PATH_BLOCKED)),
    /// A packet that goes a user's way.
    PATH(Watch.agent("a packet goes a user's way twice a minute", Doubt.PATH_BLOCKED)),
    TUNNEL_NETWORK(Watch.host(Doubt.TUNNEL_NETWORK_TAKEN)),
    FLOWTABLES(Watch.nobody("leases hold at the tunnel's ends, beside any"));

    private final Watch watch;

    Check(Watch watch) {
      this.watch = watch;
    }

    Watch watch() {
      return watch;
    }
  }

  public enum Severity {
    OK,
    /// Worth knowing; nothing to do.
    NOTE,
    /// The node serves, but less well or less safely than it could.
    WARNING,
    /// The node can't serve.
    ERROR
  }

  public static Finding ok(Check check, String what) {
    return new Finding(check.ordinal(), check, Severity.OK, what, "");
  }

  public static Finding note(Check check, String what) {
    return new Finding(check.ordinal(), check, Severity.NOTE, what, "");
  }

  public static Finding warning(Check check, String what, String remedy) {
    return new Finding(check.ordinal(), check, Severity.WARNING, what, remedy);
  }

  public static Finding error(Check check, String what, String remedy) {
    return new Finding(check.ordinal(), check, Severity.ERROR, what, remedy);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public String toString() {
    String line = "%2s %-7s %-10s %s".formatted(number, severity, check, what);
    return remedy.isEmpty() ? line : line + "%n           remedy: %s".formatted(remedy);
  }
}
