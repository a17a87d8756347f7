package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.agent.wireguard.InterfaceName;
import com.qubetics.dvpn.agent.wireguard.Tool;
import com.qubetics.dvpn.agent.wireguard.ToolException;
import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rules through `nft`, each change one transaction on its standard input.
public final class NftFirewall implements Firewall {
  private final Ruleset rules;
  private final String table;
  private final InterfaceName tunnel;
  private final WrittenLeases leases = new WrittenLeases();
  private final Map<TunnelAddress, Long> limits = new HashMap<>();

  /// What the kernel listed right after the rules were first written; empty before that.
  private String written = "";

  public NftFirewall(RulesetSettings settings) {
    this.rules = new Ruleset(settings);
    this.table = Ruleset.table(settings.tunnel());
    this.tunnel = settings.tunnel();
  }

  @Override
  public void up(Collection<Lease> renewed) throws ToolException {
    leases.clear();
    limits.clear();
    execute(rules.script(renewed));
    leases.change(List.of(), renewed, System.nanoTime());
    if (written.isEmpty()) {
      written = listing();
    }
  }

  @Override
  public void change(LeaseChange change) throws ToolException {
    List<TunnelAddress> lifted = new ArrayList<>(change.ended());
    lifted.addAll(change.freed());
    lifted.retainAll(limits.keySet());
    String script =
        rules.change(change.ended(), change.renewed()) + rules.limit(lifted, change.slowed());
    if (script.isEmpty()) {
      return;
    }
    execute(script);
    leases.change(change.ended(), change.renewed(), System.nanoTime());
    limits.keySet().removeAll(lifted);
    change.slowed().forEach(limit -> limits.put(limit.address(), limit.kibibytes()));
  }

  @Override
  public boolean holds() throws ToolException {
    // A table that is gone makes nft end with an error: list all tables' names first.
    String tables = Tool.run(List.of("nft", "list", "tables"));
    boolean there = tables.lines().anyMatch(("table inet " + table)::equals);
    return there && !written.isEmpty() && listing().equals(written) && holdsElements();
  }

  /// In two calls: nft 1.0.6 finds only one of the sets that one script lists.
  private boolean holdsElements() throws ToolException {
    String held = listing("lease");
    String slowed = listing("slow");
    try {
      return leases.areHeldIn(HeldLeases.parse(held, tunnel), System.nanoTime())
          && HeldLimits.parse(slowed).kibibytes().equals(limits);
    } catch (IllegalArgumentException notOurs) {
      return false;
    }
  }

  private String listing(String set) throws ToolException {
    return Tool.run(List.of("nft", "list", "set", "inet", table, set));
  }

  @Override
  public void forget(Collection<TunnelAddress> addresses) {
    for (TunnelAddress address : addresses) {
      try {
        Tool.run(List.of("conntrack", "--delete", "--orig-src", address.toString()));
      } catch (ToolException e) {
        // Without the tool, or without a connection: the ended lease already stops every packet.
      }
    }
  }

  @Override
  public void down() throws ToolException {
    execute("table inet %s {}\ndelete table inet %s\n".formatted(table, table));
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
    String table = Ruleset.table(tunnel);
    Tool.run(
        List.of("nft", "-f", "-"),
        "table inet %s {}\ndelete table inet %s\n"
            .formatted(table, table)
            .getBytes(StandardCharsets.US_ASCII));
  }

  private String listing() throws ToolException {
    return Tool.run(List.of("nft", "--stateless", "--terse", "list", "table", "inet", table));
  }

  private static void execute(String script) throws ToolException {
    Tool.run(List.of("nft", "-f", "-"), script.getBytes(StandardCharsets.US_ASCII));
  }
}
