package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What a change of the desired peers costs on a node with many of them, beside what `wg` takes for
/// the same. Both work on the same interface in the same run.
final class AgentBenchmark {
  static final String PEERS = "peers";
  static final String PROBE_FLOOD = "probe-flood";
  static final String FORGET = "forget-150";

  private static final int ROUNDS = 100;
  private static final int DEAR_ROUNDS = 5;
  private static final long LIMIT_MINUTES = 5;

  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();

  private interface Step {
    void run() throws Exception;
  }

  /// @param parts [#PEERS], [#PROBE_FLOOD] and [#FORGET], in any order
  Result run(List<String> parts, List<Integer> sizes) throws Exception {
    for (int peers : parts.contains(PEERS) ? sizes : List.<Integer>of()) {
      measure(peers);
    }
    if (parts.contains(PROBE_FLOOD)) {
      new ProbeFloodBenchmark(figures, ratios).measure();
    }
    if (parts.contains(FORGET)) {
      forget();
    }
    return new Result("agent", ratios, figures, Machine.describe());
  }

  private void forget() throws Exception {
    say("no", "many sessions' connections");
    try (NodeUnderTest node = new NodeUnderTest(new InterfaceName("wgf"), 51823)) {
      new ForgetBenchmark(node.firewall()).run(ratios, figures);
    }
  }

  private void measure(int peers) throws Exception {
    String size = peers % 1000 == 0 ? peers / 1000 + "k" : Integer.toString(peers);
    syncconfOfNothing(peers, size);
    InterfaceName name = new InterfaceName("wga" + size);
    try (NodeUnderTest node = new NodeUnderTest(name, 51820)) {
      List<PeersAnswer.Put> all = sign(node, peers + 1, size);
      List<PeersAnswer.Put> most = all.subList(0, peers);
      PeersAnswer.Put one = all.getLast();

      say(size, "cold restore");
      node.wireGuard().up();
      Sessions sessions = node.start(new NoFirewall());
      PeersAnswer everything = node.everything(most);
      figure("cold-restore", size, millis(() -> sessions.follow(everything)));
      check(sessions.counts().sessions() == peers, "not all sessions were restored");
      check(node.wireGuard().peers().size() == peers, "WireGuard does not hold all peers");

      say(size, "one peer on, one peer off");
      onePeer(node, one, size);
      say(size, "one change of the desired peers");
      oneChange(node, sessions, all, size);
      say(size, "reading the counters");
      figure("listing", size, median(DEAR_ROUNDS, () -> node.wireGuard().peers()));
      figure("wg-dump", size, median(DEAR_ROUNDS, () -> wg("show", name + "", "dump")));
      reading(sessions, size);
      figure("compare-all", size, median(DEAR_ROUNDS, sessions::reconcile));
      say(size, "leases");
      leases(node, most, size);
    }
  }

  private void syncconfOfNothing(int peers, String size) throws Exception {
    InterfaceName name = new InterfaceName("wgs" + size);
    try (NodeUnderTest node = new NodeUnderTest(name, 51822)) {
      Path configuration = node.configuration(sign(node, peers, size));
      node.wireGuard().up();
      say(size, "wg syncconf on an empty interface");
      figure(
          "syncconf-cold",
          size,
          millis(() -> wg("syncconf", name.value(), configuration.toString())));
    }
  }

  private static List<PeersAnswer.Put> sign(NodeUnderTest node, int sessions, String size) {
    say(size, "signing grants");
    return IntStream.range(0, sessions).parallel().mapToObj(node::session).toList();
  }

  /// What WireGuard's own part costs.
  private void onePeer(NodeUnderTest node, PeersAnswer.Put one, String size) throws Exception {
    TunnelKey key = one.grant().message().tunnelKey();
    PeerChange put = new PeerChange.Put(key, TunnelAddress.parse(one.address()));
    PeerChange remove = new PeerChange.Remove(key);
    List<Double> on = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    List<Double> forkedOn = new ArrayList<>();
    List<Double> forkedOff = new ArrayList<>();
    String name = node.name().value();
    for (int round = 0; round < ROUNDS; round++) {
      on.add(millis(() -> node.wireGuard().apply(List.of(put))));
      off.add(millis(() -> node.wireGuard().apply(List.of(remove))));
      String base64 = key.toBase64();
      forkedOn.add(
          millis(() -> wg("set", name, "peer", base64, "allowed-ips", one.address() + "/32")));
      forkedOff.add(millis(() -> wg("set", name, "peer", base64, "remove")));
    }
    figure("one-peer-on", size, Percentiles.of(on).p50());
    figure("one-peer-off", size, Percentiles.of(off).p50());
    figure("wg-set-on", size, Percentiles.of(forkedOn).p50());
    figure("wg-set-off", size, Percentiles.of(forkedOff).p50());
    ratios.put("one-peer-" + size, Percentiles.of(forkedOn).p50() / Percentiles.of(on).p50());
  }

  /// From the poll's answer to the peer: grant verified, remembered on disk, offer signed.
  private void oneChange(
      NodeUnderTest node, Sessions sessions, List<PeersAnswer.Put> all, String size)
      throws Exception {
    List<Double> on = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      // A grant opens one session: each round takes a new one.
      PeersAnswer.Put fresh = node.session(all.size() - 1);
      on.add(millis(() -> sessions.follow(node.put(fresh))));
      off.add(millis(() -> sessions.follow(node.remove(fresh.sessionId()))));
    }
    Path with = node.configuration(all);
    Path without = node.configuration(all.subList(0, all.size() - 1));
    List<Double> sync = new ArrayList<>();
    for (int round = 0; round < DEAR_ROUNDS; round++) {
      sync.add(millis(() -> wg("syncconf", node.name().value(), with.toString())));
      sync.add(millis(() -> wg("syncconf", node.name().value(), without.toString())));
    }
    figure("reconcile-on", size, Percentiles.of(on).p50());
    figure("reconcile-off", size, Percentiles.of(off).p50());
    figure("syncconf", size, Percentiles.of(sync).p50());
    ratios.put("reconcile-" + size, Percentiles.of(sync).p50() / Percentiles.of(on).p50());
  }

  private void reading(Sessions sessions, String size) throws Exception {
    List<Double> costs = new ArrayList<>();
    List<Double> intervals = new ArrayList<>();
    TimeUnit.SECONDS.sleep(2);
    for (int round = 0; round < DEAR_ROUNDS; round++) {
      long start = System.nanoTime();
      Duration rest = sessions.sample();
      double cost = (System.nanoTime() - start) / 1e6;
      costs.add(cost);
      intervals.add(cost + rest.toNanos() / 1e6);
      // A look that comes too early by a hair makes none.
      TimeUnit.NANOSECONDS.sleep(rest.plusMillis(1).toNanos());
    }
    figure("sample", size, Percentiles.of(costs).p50());
    figure("sample-every", size, Percentiles.of(intervals).p50());
  }

  /// The same change with its lease in nftables, and the renewal of all leases.
  private void leases(NodeUnderTest node, List<PeersAnswer.Put> most, String size)
      throws Exception {
    Firewall firewall = node.firewall();
    firewall.up(List.of());
    Sessions sessions = node.start(firewall);
    figure("adopt-with-leases", size, millis(() -> sessions.follow(node.everything(most))));
    List<Double> on = new ArrayList<>();
    for (int round = 0; round < DEAR_ROUNDS; round++) {
      PeersAnswer.Put fresh = node.session(most.size());
      on.add(millis(() -> sessions.follow(node.put(fresh))));
      sessions.follow(node.remove(fresh.sessionId()));
    }
    figure("reconcile-with-lease-on", size, Percentiles.of(on).p50());
    figure("renew-all-leases", size, millis(sessions::renew));
    firewall.down();
  }

  private void figure(String name, String size, double value) {
    figures.put(name.replace('-', '_') + "_" + size + "_ms", value);
  }

  private static double median(int rounds, Step step) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      millis.add(millis(step));
    }
    return Percentiles.of(millis).p50();
  }

  private static double millis(Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static void wg(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("wg"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    check(
        process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0,
        "wg " + arguments[0] + " failed");
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static void say(String size, String what) {
    System.err.printf("%s peers: %s …%n", size, what);
  }
}
