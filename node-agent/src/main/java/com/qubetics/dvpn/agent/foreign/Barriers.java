package com.qubetics.dvpn.agent.foreign;

import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What in this host's rules would certainly drop a client's packets, or their answers. Reads, and
/// changes nothing; needs root where the kernel's older rules are in use.
public final class Barriers {
  private static final Set<String> OF_IPTABLES = Set.of("ip filter", "ip mangle", "ip security");

  private final Crossing out;
  private final String ownTable;

  /// @param ownTable of the node, of family `inet`
  public Barriers(InterfaceName tunnel, InterfaceName egress, String ownTable) {
    this.out = Crossing.ofClient(tunnel.value(), egress.value());
    this.ownTable = "inet " + ownTable;
  }

  public Crossing crossing() {
    return out;
  }

  public List<Barrier> find() {
    return of(tables());
  }

  List<Barrier> of(List<ForwardTable> tables) {
    Set<Barrier> barriers = new LinkedHashSet<>();
    for (ForwardTable table : tables) {
      if (!table.name().equals(ownTable)) {
        barriers.addAll(table.barriers(out));
        barriers.addAll(table.barriers(out.back()));
      }
    }
    return List.copyOf(barriers);
  }

  /// What opens them, as far as their owners have a place for that.
  public List<HostChange> openings(List<Barrier> barriers) {
    return barriers.stream()
        .map(Barrier::firewall)
        .distinct()
        .sorted()
        .flatMap(firewall -> firewall.opening(out).stream())
        .toList();
  }

  /// The rules of `iptables` are listed by its own programs: `nft` does not know all of its
  /// matches, and nothing of the kernel's older rules.
  private static List<ForwardTable> tables() {
    List<ForwardTable> tables = new ArrayList<>();
    Optional<String> iptables = Tool.ask(List.of("iptables-nft-save"));
    for (ForwardTable table : nft()) {
      if (iptables.isEmpty() || !OF_IPTABLES.contains(table.name())) {
        tables.add(table);
      }
    }
    iptables.ifPresent(text -> tables.addAll(IptablesSave.parse(text, "ip")));
    Tool.ask(List.of("iptables-legacy-save"))
        .ifPresent(text -> tables.addAll(IptablesSave.parse(text, "iptables-legacy")));
    return tables;
  }

  private static List<ForwardTable> nft() {
    try {
      return Tool.ask(List.of("nft", "--json", "list", "ruleset"))
          .map(NftListing::parse)
          .orElse(List.of());
    } catch (JsonException unreadable) {
      // An nft of another kind: the packet that the agent sends will tell.
      return List.of();
    }
  }
}
