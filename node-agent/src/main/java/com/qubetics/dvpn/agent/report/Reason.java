package com.qubetics.dvpn.agent.report;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Why a node does not serve or earn. The names are the stable codes of the registry, the agent and
/// the link between them, the same in API, command line and dashboard; here they get a sentence and
/// a remedy.
public enum Reason {
  AGENT_NOT_RUNNING("the agent does not run", "systemctl start dvpn-node, or dvpn-node run"),
  NODE_NOT_REGISTERED(
      "the chain has no confirmed registration of this node key",
      "send the transaction that dvpn-node registration prints; it takes a few blocks"),
  PLACE_WRONG(
      "the registry refuses the node's place: no such country, or no town of it is near",
      "dvpn-node setup --place CITY,COUNTRY,LATITUDE,LONGITUDE says what is wrong with it"),
  UNREACHABLE("the gateway does not answer", "look at this host's way out: dvpn-node doctor"),
  NO_HEARTBEAT("the registry does not hear the agent", "look at the agent: dvpn-node logs"),
  AGENT_TOO_OLD("the network asks for a newer agent", "update the package"),
  ENDPOINT_MISMATCH(
      "the agent's endpoint is not the one registered on chain",
      "run setup with the registered endpoint, or register the new one (update)"),
  NOT_READY("the agent says that it can't serve; its own codes follow", ""),
  CLOCK_UNPROVEN(
      "the clock is off or could not be compared",
      "timedatectl set-ntp true; dvpn-node doctor says by how much"),
  DISK_NOT_WRITABLE("the agent's folder can't be written", "free space there: df, then doctor"),
  FIREWALL_CHANGED(
      "somebody changed the agent's firewall rules; it puts them back",
      "find the program that flushes nftables and keep it off the table inet dvpn_…"),
  WIREGUARD_FAILING("WireGuard does not do what it is told", "dvpn-node logs, dvpn-node doctor"),
  FORWARDING_OFF(
      "the kernel does not forward the tunnel's packets; the agent may not switch it on",
      "sysctl -w net.ipv4.ip_forward=1; find what switches it off: /etc/sysctl.conf, sysctl.d"),
  EGRESS_DOWN(
      "the way to the internet is gone: no egress interface, no carrier or no route",
      "dvpn-node doctor; ip link; ip route show default"),
  PATH_BLOCKED(
      "a packet that goes a user's way through this host does not come back from outside",
      "dvpn-node doctor: its line PATH names the rule or setting in the way"),
  PATH_UNPROVEN(
      "another trouble is over, and the way of users' packets is being looked at again", ""),
  MTU_TOO_SMALL(
      "the egress interface takes only packets below 1280 bytes", "raise its MTU: ip link"),
  CONNECTIONS_FULL(
      "the kernel's table of connections is full",
      "raise net.netfilter.nf_conntrack_max, or lower --max-peers"),
  TUNNEL_NETWORK_TAKEN(
      "this host sends packets to addresses of the tunnel's network elsewhere",
      "dvpn-node doctor names the route and a network that is free: setup --tunnel-network"),
  DISK_FULL("less than 100 MiB are free in the agent's folder", "free space there: df"),
  DRAINING("the provider drains the node", "dvpn-node resume"),
  PROBES_PENDING("probers look at the node for the first slots", "wait for two slots"),
  PROBES_FAILING(
      "probers get no answer on the port after WireGuard's",
      "open both UDP ports; dvpn-node doctor"),
  PREFIX_FULL(
      "five older nodes serve from this address prefix",
      "use another network, or wait for a place"),
  SUSPENDED("deposit or buffer is too low", "top it up with the provider's wallet"),
  JAILED("barred on chain for a time", "the API's jailedUntil says until when"),
  EXPELLED("barred on chain for good", "set up a new node elsewhere"),
  LEAVING("the exit was announced", "withdraw when the time is over"),
  WITHDRAWN("the deposit was withdrawn", "register again to come back"),
  KEY_ROTATED("the node key was replaced on chain", "run the agent with the new key: rotate-key");

  private static final Set<Reason> AGENTS =
      EnumSet.of(
          AGENT_NOT_RUNNING,
          UNREACHABLE,
          CLOCK_UNPROVEN,
          DISK_NOT_WRITABLE,
          FIREWALL_CHANGED,
          WIREGUARD_FAILING,
          FORWARDING_OFF,
          EGRESS_DOWN,
          PATH_BLOCKED,
          PATH_UNPROVEN,
          MTU_TOO_SMALL,
          CONNECTIONS_FULL,
          TUNNEL_NETWORK_TAKEN,
          DISK_FULL,
          DRAINING);

  private final String meaning;
  private final String remedy;

  Reason(String meaning, String remedy) {
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /// One line; a code that this version does not know stands for itself.
  static String explain(String code) {
    String remedy = remedy(code);
    return remedy.isEmpty() ? meaning(code) : meaning(code) + "; remedy: " + remedy;
  }

  static String meaning(String code) {
    return named(code).map(reason -> reason.meaning).orElse("not known to this version");
  }

  /// Empty if there is nothing to do.
  static String remedy(String code) {
    return named(code).map(reason -> reason.remedy).orElse("see the network's documentation");
  }

  /// Whether the agent says it, and not the registry.
  public static boolean isAgents(String code) {
    return named(code).filter(AGENTS::contains).isPresent();
  }

  private static Optional<Reason> named(String code) {
    return Arrays.stream(values()).filter(reason -> reason.name().equals(code)).findFirst();
  }
}
