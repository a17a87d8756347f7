package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.connection.ConnectTiming;
import com.qubetics.dvpn.client.connection.Connection;
import com.qubetics.dvpn.client.connection.ConnectionSettings;
import com.qubetics.dvpn.client.connection.ConnectionState;
import com.qubetics.dvpn.client.connection.Connector;
import com.qubetics.dvpn.client.connection.Try;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.client.tunnel.TunnelSettings;
import com.qubetics.dvpn.client.tunnel.UndoLog;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "connect",
    description = "Connect to the best node near a place and hold the tunnel until stopped.")
public final class ConnectCommand implements Callable<Integer> {
  private static final Duration END_LIMIT = Duration.ofSeconds(12);

  @Mixin private Common common;
  @Mixin private WishOptions wish;
  @Spec private CommandSpec spec;

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      defaultValue = "${env:DVPN_RPC}",
      description = "your own RPC endpoint of the chain (env DVPN_RPC; default: the login's)")
  private @Nullable URI rpc;

  @Option(names = "--interface", defaultValue = "dvpn0", paramLabel = "NAME")
  private String name;

  @Option(names = "--userspace", description = "wireguard-go even if the kernel has WireGuard")
  private boolean userspace;

  @Option(
      names = "--route",
      split = ",",
      paramLabel = "CIDR",
      description = "send only this into the tunnel; may repeat (default: everything)")
  private List<String> routes = TunnelSettings.EVERYTHING;

  @Option(names = "--allow-lan", description = "keep private networks reachable beside the tunnel")
  private boolean allowLan;

  @Option(
      names = "--mtu",
      paramLabel = "BYTES",
      description = "of the tunnel's packets (default: what the path is found to carry)")
  private @Nullable Integer mtu;

  @Option(
      names = "--dns",
      paramLabel = "IP",
      description = "resolver to ask through the tunnel (default: the node's)")
  private @Nullable String resolver;

  @Option(names = "--background", description = "return once connected; a process holds the tunnel")
  private boolean background;

  @Option(
      names = "--no-reconnect",
      description = "stay with a node that is dead (default: move to another)")
  private boolean stays;

  @Option(names = "--reconnect", hidden = true, description = "move to another; as it is anyway")
  private boolean moves;

  @Option(
      names = "--dead-after",
      defaultValue = "5",
      paramLabel = "SECONDS",
      description = "silence after which a tunnel is dead (default: 5)")
  private int deadAfter;

  @Option(names = "--no-ack", description = "for tests: never acknowledge usage")
  private boolean noAck;

  @Option(names = "--max-gib", defaultValue = "1024", paramLabel = "N")
  private long maxGib;

  @Option(names = "--hours", defaultValue = "8", paramLabel = "N", description = "grant's lifetime")
  private int hours;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return background ? Background.start(spec, common.home()) : hold();
  }

  private int hold() throws InterruptedException {
    SecureRandom random = new SecureRandom();
    SessionTerms terms =
        new SessionTerms(
            ByteCount.ofMebibytes(Math.multiplyExact(maxGib, 1024)), Duration.ofHours(hours));
    CountDownLatch ended = new CountDownLatch(1);
    UndoLog log = UndoLog.of(common.home());
    try (Access access = common.access();
        Connector connector =
            new Connector(
                access, common.chain(rpc, access.network()), common.clock(), random, terms, log)) {
      Connection connection =
          Connection.open(
              access,
              connector,
              common.home(),
              log,
              wish.wish(),
              new TunnelSettings(
                  InterfaceName.parse(name), userspace, routes, allowLan, mtu, resolver),
              new ConnectionSettings(!noAck, moves || !stays, Duration.ofSeconds(deadAfter)),
              common.clock(),
              random);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(connection, ended)));
      try {
        common.show(connection.state(), text(connection.state()));
        connection.hold();
      } finally {
        connection.end();
      }
    } finally {
      ended.countDown();
    }
    return 0;
  }

  /// On SIGTERM, SIGINT and SIGHUP: the JVM waits for its hooks, the hook for the orderly end.
  private static void stopAndWait(Connection connection, CountDownLatch ended) {
    connection.stop();
    try {
      ended.await(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A line for each that failed before.
  private static String tries(List<Try> tries) {
    return tries.stream()
        .filter(Try::failed)
        .map(failed -> failed.text() + "\n")
        .collect(Collectors.joining());
  }

  static String text(ConnectionState state) {
    ConnectTiming timing = state.timing();
    return String.format(
        Locale.ROOT,
        """
    connected to %s%s by %s
    address %s on %s, session %s
    %sselect %.0f ms, session %.0f ms (record %s, install %s), tunnel %.0f ms, handshake %.0f ms, %.0f ms until open
    packets of %s bytes, names by %s, IPv6 %s
    connected after %.0f ms\
    """,
        state.node(),
        state.place() == null
            ? ""
            : " in %s, %s".formatted(state.place().city(), state.place().country()),
        state.endpoint(),
        state.address(),
        state.interfaceName(),
        state.session(),
        tries(state.tries()),
        timing.select(),
        timing.session(),
        timing.record() == null ? "?" : String.format(Locale.ROOT, "%.0f", timing.record()),
        timing.install() == null ? "?" : String.format(Locale.ROOT, "%.0f", timing.install()),
        timing.tunnel(),
        timing.handshake(),
        timing.open(),
        state.mtu(),
        state.dns().isEmpty() ? "this machine's own resolver" : state.dns(),
        state.address6().isEmpty() ? "closed" : "through the tunnel",
        timing.total());
  }
}
