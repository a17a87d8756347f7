package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Nft;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rules through `nft`, each change one transaction on its standard input.
public final class NftFirewall implements Firewall {
  private final Ruleset rules;
  private final String table;
  private final InterfaceName tunnel;
  private final Optional<Cidr6> ipv6;
  private final WrittenLeases leases = new WrittenLeases();
  private final Map<TunnelAddress, Long> limits = new HashMap<>();

  /// Of the addresses that have a lease, or had one that ran out.
  private final Map<TunnelAddress, SessionMark> marks = new HashMap<>();

  /// What the kernel listed right after the rules were first written; empty before that.
  private String written = "";

  public NftFirewall(RulesetSettings settings) {
    this.rules = new Ruleset(settings);
    this.table = Ruleset.table(settings.tunnel());
    this.tunnel = settings.tunnel();
    this.ipv6 = settings.ipv6().map(Ipv6Rules::network);
  }

  @Override
  public void up(Collection<Lease> renewed) throws ToolException {
    leases.clear();
    limits.clear();
    marks.clear();
    Nft.run(rules.script(renewed));
    leases.change(List.of(), renewed, System.nanoTime());
    renewed.forEach(lease -> marks.put(lease.address(), lease.mark()));
    if (written.isEmpty()) {
      written = listing();
    }
  }

  @Override
  public void change(LeaseChange change) throws ToolException {
    List<TunnelAddress> lifted = new ArrayList<>(change.ended());
    lifted.addAll(change.freed());
    lifted.retainAll(limits.keySet());
    Map<TunnelAddress, SessionMark> over = new LinkedHashMap<>();
    Map<TunnelAddress, SessionMark> begun = new LinkedHashMap<>();
    change.ended().forEach(address -> unmark(address, over));
    for (Lease lease : change.renewed()) {
      if (!lease.mark().equals(marks.get(lease.address()))) {
        unmark(lease.address(), over);
        begun.put(lease.address(), lease.mark());
      }
    }
    String script =
        rules.change(change.ended(), change.renewed())
            + rules.mark(over, begun)
            + rules.limit(lifted, change.slowed());
    if (script.isEmpty()) {
      return;
    }
    Nft.run(script);
    leases.change(change.ended(), change.renewed(), System.nanoTime());
    marks.keySet().removeAll(over.keySet());
    marks.putAll(begun);
    limits.keySet().removeAll(lifted);
    change.slowed().forEach(limit -> limits.put(limit.address(), limit.kibibytes()));
  }

  private void unmark(TunnelAddress address, Map<TunnelAddress, SessionMark> over) {
    SessionMark mark = marks.get(address);
    if (mark != null) {
      over.put(address, mark);
    }
  }

  @Override
  public boolean holds() throws ToolException {
    return Nft.hasTable(table)
        && !written.isEmpty()
        && listing().equals(written)
        && holdsElements();
  }

  /// One call for each: nft 1.0.6 finds only one of the sets that one script lists.
  private boolean holdsElements() throws ToolException {
    String held = listing("set", "lease");
    String given = listing("map", "session");
    String opened = listing("set", "opened");
    String slowed = listing("set", "slow");
    try {
      return leases.areHeldIn(HeldLeases.parse(held, tunnel), System.nanoTime())
          && HeldMarks.parse(given).marks().equals(marks)
          && HeldMarks.parse(opened).marks().equals(marks)
          && HeldLimits.parse(slowed).kibibytes().equals(limits);
    } catch (IllegalArgumentException notOurs) {
      return false;
    }
  }

  private String listing(String kind, String name) throws ToolException {
    return Tool.run(List.of("nft", "list", kind, "inet", table, name));
  }

  @Override
  public void forget(Collection<TunnelAddress> addresses) {
    for (TunnelAddress address : addresses) {
      // No error without the tool, or without a connection: the ended lease already stops every
      // packet.
      Tool.ask(List.of("conntrack", "--delete", "--orig-src", address.toString()));
      ipv6.ifPresent(
          network ->
              Tool.ask(
                  List.of(
                      "conntrack",
                      "--family",
                      "ipv6",
                      "--delete",
                      "--orig-src",
                      network.of(address).toString())));
    }
  }

  @Override
  public void down() throws ToolException {
    Nft.deleteTable(table);
  }

  /// The name of an interface's table, of family `inet`.
  public static String table(InterfaceName tunnel) {
    return Ruleset.table(tunnel);
  }

  /// The rules as `nft -f` takes them, without a lease.
  public String script() {
    return rules.script(List.of());
  }

  /// Removes the rules of an interface without knowing the rest of its settings.
  public static void remove(InterfaceName tunnel) throws ToolException {
    Nft.deleteTable(Ruleset.table(tunnel));
  }

  private String listing() throws ToolException {
    return Tool.run(List.of("nft", "--stateless", "--terse", "list", "table", "inet", table));
  }
}
