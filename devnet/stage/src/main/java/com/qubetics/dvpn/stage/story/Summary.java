package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.connection.ConnectTiming;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.stage.network.NetworkStatus;
import com.qubetics.dvpn.stage.story.User.Download;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Tables of users, connects, nodes, providers, gas and processes.
record Summary(Scene scene, Uptime uptime) implements Chapter {

  @Override
  public String title() {
    return "What it came to";
  }

  @Override
  public void tell() {
    users();
    connects();
    nodes();
    providers();
    gas();
    processes();
  }

  private void line(String format, Object... values) {
    scene.teller().line(format, values);
  }

  private void users() {
    line(
        "%n   %-12s %-9s %10s %8s %14s %14s %14s %14s",
        "user", "wallet", "got MB", "MB/s", "client bytes", "node bytes", "acked", "counted");
    for (User user : scene.all()) {
      Download download = Objects.requireNonNull(scene.downloads().get(user));
      Traffic said = Objects.requireNonNull(scene.traffic().get(user));
      line(
          "   %-12s %-9s %10.1f %8.1f %14d %14d %14d %14d",
          user.name(),
          user.wallet(),
          download.bytes() / 1e6,
          download.megabytesPerSecond(),
          said.client(),
          said.node(),
          said.acked(),
          said.counted());
    }
  }

  private void connects() {
    line(
        "%n   %-12s %8s %8s %8s %8s %8s %8s %8s   (ms)",
        "connect", "total", "select", "session", "record", "install", "tunnel", "shake");
    for (User user : scene.all()) {
      ConnectTiming timing = Objects.requireNonNull(scene.connects().get(user)).timing();
      line(
          "   %-12s %8.0f %8.0f %8.0f %8s %8s %8.0f %8.0f",
          user.name(),
          timing.total(),
          timing.select(),
          timing.session(),
          Connecting.millis(timing.record()),
          Connecting.millis(timing.install()),
          timing.tunnel(),
          timing.handshake());
    }
  }

  private void nodes() {
    LiveNetwork network = scene.network();
    long before = scene.epochBefore();
    long last = scene.lastEpoch().get();
    line(
        "%n   %-8s %14s %14s %10s %10s %24s %24s",
        "node",
        "MiB epoch " + before,
        "MiB epoch " + last,
        "up " + before,
        "up " + last,
        "earned " + before,
        "earned " + last);
    for (StoryNode node : network.nodes()) {
      line(
          "   %-8s %14d %14d %10s %10s %24s %24s",
          node.name(),
          network.countedMib(before, node),
          network.countedMib(last, node),
          uptime.of(node, before),
          uptime.of(node, last),
          network.earned(before, node).toTics(),
          network.earned(last, node).toTics());
    }
  }

  private void providers() {
    long before = scene.epochBefore();
    long last = scene.lastEpoch().get();
    line("%n   %-44s %10s %10s %26s", "provider", "up " + before, "up " + last, "claimed");
    for (Account provider : scene.network().providers()) {
      line(
          "   %-44s %10s %10s %26s",
          provider,
          uptime.of(provider, before),
          uptime.of(provider, last),
          Objects.requireNonNull(scene.claimed().get(provider)).toTics());
    }
  }

  private void gas() {
    LiveNetwork network = scene.network();
    line("%n   %-10s %8s %12s %12s", "gas of", "times", "least", "most");
    long from = Objects.requireNonNull(network.facts().deployedAtBlock());
    List<Gas.Cost> costs = Gas.of(network.rpc(), from);
    Set<String> seen = costs.stream().map(Gas.Cost::function).collect(Collectors.toSet());
    Check.that(seen.containsAll(Set.of("anchor", "propose", "claim")), "transactions: %s", seen);
    costs.forEach(
        c -> line("   %-10s %8d %12d %12d", c.function(), c.count(), c.least(), c.most()));
  }

  private void processes() {
    line("%n   %-18s %10s %10s", "process", "start ms", "MB");
    double total = 0;
    for (NetworkStatus.Program program : scene.network().status().processes()) {
      double megabytes = program.memoryKib() / 1024.0;
      total += megabytes;
      line("   %-18s %10d %10.0f", program.name(), program.startMillis(), megabytes);
    }
    line("   %-18s %10s %10.0f", "together", "", total);
  }
}
