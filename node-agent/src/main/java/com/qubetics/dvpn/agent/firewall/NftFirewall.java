package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Netlink;
import com.qubetics.dvpn.wireguard.host.Nft;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The rules, written through `nft`, each change one transaction on its standard input, and read
/// from the kernel; and the lock behind them.
public final class NftFirewall implements Firewall {
  /// Somebody else may change rules just when these are written.
  private static final int MOST_ATTEMPTS = 5;

  /// Those of this thread's network namespace.
  private static final Path INTERFACES = Path.of("/proc/thread-self/net/dev");

  private final Ruleset rules;
  private final String table;
  private final InterfaceName tunnel;
  private final PolicyLock lock;
  private final Forgetting forgetting;
  private final WrittenLeases leases = new WrittenLeases();
  private final Map<TunnelAddress, Long> limits = new HashMap<>();

  /// Of the addresses that have a lease, or had one that ran out.
  private final Map<TunnelAddress, SessionMark> marks = new HashMap<>();

  /// What the kernel made of the rules right after they were written; empty before that.
  private String written = "";

  /// Whether these are rules for an interface that is there.
  private boolean attached;

  /// All changes of the host's rules up to this one are this object's own, or it has looked since.
  private int seen;

  public NftFirewall(RulesetSettings settings) {
    this.rules = new Ruleset(settings);
    this.table = Ruleset.table(settings.tunnel());
    this.tunnel = settings.tunnel();
    this.lock = PolicyLock.of(settings);
    this.forgetting = new Forgetting(settings.ipv6().map(Ipv6Rules::network));
  }

  @Override
  public void up(Collection<Lease> renewed) throws ToolException {
    leases.clear();
    limits.clear();
    marks.clear();
    write(renewed);
    leases.change(List.of(), renewed, System.nanoTime());
    renewed.forEach(lease -> marks.put(lease.address(), lease.mark()));
    lock.close();
  }

  /// What is read for later comparison is what was written only if nobody wrote in between.
  private void write(Collection<Lease> renewed) throws ToolException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      attached = isThere(tunnel);
      int before = generation();
      Nft.run(rules.script(renewed, attached));
      written = read(this::meaning);
      seen = generation();
      if (seen == before + 1) {
        return;
      }
    }
    throw new ToolException("nftables: somebody else changes rules all the time");
  }

  /// Binds the rules to the tunnel's two ends, if they were written before there was an interface.
  public void attach() throws ToolException {
    if (attached != isThere(tunnel)) {
      up(List.of());
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
    int before = generation();
    Nft.run(script);
    int after = generation();
    if (before == seen && after == before + 1) {
      seen = after;
    }
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
  public boolean isNews(int generation) {
    return generation == 0 || generation - seen > 0;
  }

  @Override
  public boolean holds() throws ToolException {
    int now = generation();
    boolean holds =
        !written.isEmpty()
            && attached == isThere(tunnel)
            && read(this::meaning).equals(written)
            && read(this::holdsElements)
            && lock.isClosed();
    seen = now;
    return holds;
  }

  private interface Reading<T> {
    T from(Netlink netlink) throws IOException;
  }

  private static <T> T read(Reading<T> reading) throws ToolException {
    try (Netlink netlink = Netlink.open(Netlink.NETFILTER)) {
      return reading.from(netlink);
    } catch (IOException e) {
      throw new ToolException("nftables: rules can't be read", e);
    }
  }

  private static int generation() throws ToolException {
    return read(HeldTable::generation);
  }

  /// Of both tables; empty if one is missing.
  private String meaning(Netlink netlink) throws IOException {
    String inner = new HeldTable(netlink, Nft.INET, table).meaning();
    String ends = new HeldTable(netlink, Nft.NETDEV, table).meaning();
    return inner.isEmpty() || ends.isEmpty() ? "" : inner + ends;
  }

  private boolean holdsElements(Netlink netlink) throws IOException {
    HeldTable inner = new HeldTable(netlink, Nft.INET, table);
    HeldTable ends = new HeldTable(netlink, Nft.NETDEV, table);
    long now = System.nanoTime();
    try {
      return leases.areHeldIn(HeldLeases.of(inner.elements("lease"), tunnel), now)
          && leases.areHeldIn(HeldLeases.of(ends.elements("lease")), now)
          && HeldMarks.ofMap(inner.elements("session")).marks().equals(marks)
          && HeldMarks.ofSet(inner.elements("opened")).marks().equals(marks)
          && HeldLimits.of(inner.elements("slow")).kibibytes().equals(limits);
    } catch (IllegalArgumentException notOurs) {
      return false;
    }
  }

  /// Java lists only interfaces with an address.
  private static boolean isThere(InterfaceName name) {
    try (Stream<String> interfaces = Files.lines(INTERFACES)) {
      return interfaces.anyMatch(line -> line.strip().startsWith(name + ":"));
    } catch (IOException e) {
      throw new UncheckedIOException("the host's interfaces can't be read", e);
    }
  }

  @Override
  public void forget(Collection<Leftovers> over) {
    forgetting.add(over);
  }

  @Override
  public void down() throws ToolException {
    remove(table);
  }

  /// Removes the rules of an interface, and the lock behind them, without knowing its settings; no
  /// error if there are none.
  ///
  /// @param table the name of its tables
  public static void remove(String table) throws ToolException {
    Nft.deleteTable(table);
    PolicyLock.open(table);
  }

  /// The name of an interface's tables, of the families `inet` and `netdev`.
  public static String table(InterfaceName tunnel) {
    return Ruleset.table(tunnel);
  }

  /// The rules as `nft -f` takes them, without a lease, for an interface that may not be there.
  public String script() {
    return rules.script(List.of(), false);
  }
}
