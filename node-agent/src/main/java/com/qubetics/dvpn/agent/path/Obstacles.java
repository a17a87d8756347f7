package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.agent.foreign.Barrier;
import com.qubetics.dvpn.agent.foreign.Barriers;
import com.qubetics.dvpn.agent.foreign.Crossing;
import com.qubetics.dvpn.agent.foreign.ForeignFirewall;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads out of a [Trace] what kept the packet, or its answer, from going on.
///
/// How it works, and why. The kernel's own trace names the rule or policy that dropped the packet,
/// whoever wrote it, and needs no knowledge of other firewalls. Where no rule did, the last place
/// where it was seen tells: before routing, between routing and the way out, or outside.
final class Obstacles {
  private static final Pattern SOURCE = Pattern.compile("\\bip saddr ([0-9.]{7,15})");

  private final Barriers barriers;
  private final String ownTable;
  private final String traceTable;
  private final TunnelAddress peer;

  /// @param ownTable the node's, with its family
  /// @param traceTable that of [PathTrace], with its family
  Obstacles(Barriers barriers, String ownTable, String traceTable, TunnelAddress peer) {
    this.barriers = barriers;
    this.ownTable = ownTable;
    this.traceTable = traceTable;
    this.peer = peer;
  }

  Obstacle read(Trace trace, Echo echo) {
    Crossing way = barriers.crossing();
    Trace out = trace.in(way.in());
    if (out.isEmpty()) {
      return unseen();
    }
    return dropped(out)
        .or(() -> notRouted(out, echo))
        .or(() -> hidden(out))
        .or(() -> unmasked(out))
        .orElseGet(() -> answer(out, trace.in(way.out()), echo));
  }

  /// Either the trace missed it, on a busy host, or it was dropped before: what the rules say
  /// counts for more than a guess.
  private Obstacle unseen() {
    String tunnel = barriers.crossing().in();
    return barriers.find().stream()
        .findFirst()
        .map(
            barrier ->
                new Obstacle(
                    barrier + " drops it",
                    barrier.firewall().remedy(barriers.crossing(), barrier.where())))
        .orElseGet(
            () ->
                new Obstacle(
                    "what WireGuard takes in is gone before any rule of nftables sees it",
                    "look for programs at the interface itself: tc filter show dev %1$s ingress;"
                            .formatted(tunnel)
                        + " ip link show dev %1$s (xdp); nft list ruleset netdev"
                            .formatted(tunnel)));
  }

  private Optional<Obstacle> dropped(Trace packet) {
    return packet.drop().map(step -> obstacle(step, packet.chains(step.table())));
  }

  private Obstacle obstacle(Trace.Step step, List<String> chains) {
    if (step.table().equals(ownTable)) {
      return new Obstacle(
          "the node's own rule drops it, " + step.where(),
          "find what changes its connections before: a rule with notrack or ct mark set");
    }
    ForeignFirewall firewall = ForeignFirewall.of(step.table(), chains);
    return new Obstacle(
        new Barrier(firewall, step.where()) + " drops it",
        firewall.remedy(barriers.crossing(), step.table() + " " + step.chain()));
  }

  private Optional<Obstacle> notRouted(Trace out, Echo echo) {
    if (out.seenIn(traceTable, "forward").isPresent()) {
      return Optional.empty();
    }
    Crossing way = barriers.crossing();
    String asked = "ip route get %s from %s iif %s".formatted(echo.address(), peer, way.in());
    String answered = answer(List.of(asked.split(" ")));
    return Optional.of(
        new Obstacle(
            "the kernel routes it nowhere: %s says: %s".formatted(asked, answered.strip()),
            "ip rule; ip route; sysctl net.ipv4.conf.%s.rp_filter".formatted(way.in())));
  }

  private static String answer(List<String> command) {
    try {
      return Tool.run(command).lines().findFirst().orElse("nothing");
    } catch (ToolException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  /// Forwarded and not sent, though no rule of nftables dropped it.
  private Optional<Obstacle> hidden(Trace packet) {
    if (packet.seenIn(traceTable, "postrouting").isPresent()) {
      return Optional.empty();
    }
    Optional<Barrier> legacy =
        barriers.find().stream()
            .filter(barrier -> barrier.where().startsWith("iptables-legacy"))
            .findFirst();
    return Optional.of(
        legacy
            .map(barrier -> legacy(barrier.where() + " drops it"))
            .orElseGet(() -> legacy("it is dropped where nftables does not see it")));
  }

  private static Obstacle legacy(String what) {
    return new Obstacle(
        what,
        "look at iptables-legacy -S FORWARD, and let the tunnel's interface pass there: -I FORWARD"
            + " -i TUNNEL -j ACCEPT, -I FORWARD -o TUNNEL -j ACCEPT");
  }

  private Optional<Obstacle> unmasked(Trace out) {
    return out.seenIn(traceTable, "postrouting")
        .filter(packet -> packet.contains("ip saddr " + peer + " "))
        .map(
            packet ->
                new Obstacle(
                    "it leaves with its tunnel address: no rule masquerades it",
                    "find the rule of type nat at postrouting that comes before that of "
                        + ownTable
                        + ", or notrack: nft list ruleset"));
  }

  private Obstacle answer(Trace out, Trace back, Echo echo) {
    Crossing way = barriers.crossing();
    if (back.isEmpty()) {
      return new Obstacle(
          "it leaves by %s with the address %s, and no answer of %s comes back"
              .formatted(way.out(), source(out), echo),
          "ip route get %s; look at the address that packets leave with, and at the platform's own"
                  .formatted(echo.address())
              + " firewall");
    }
    return dropped(back)
        .or(() -> hiddenAnswer(back, way))
        .or(() -> hidden(back))
        .orElseGet(
            () -> new Obstacle("the answer is lost in WireGuard", "dvpn-node logs, wg show"));
  }

  /// What it was sent with.
  private String source(Trace out) {
    return out.seenIn(traceTable, "postrouting")
        .map(SOURCE::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .orElse("?");
  }

  private Optional<Obstacle> hiddenAnswer(Trace back, Crossing way) {
    return back.seenIn(traceTable, "forward").isPresent()
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                "the answer comes back to %s and is not forwarded".formatted(way.out()),
                "sysctl net.ipv4.conf.%1$s.forwarding net.ipv4.conf.%1$s.rp_filter; ip rule"
                    .formatted(way.out())));
  }
}
