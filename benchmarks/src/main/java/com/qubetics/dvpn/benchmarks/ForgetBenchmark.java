package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.Leftovers;
import com.qubetics.dvpn.agent.host.KernelFile;
import com.qubetics.dvpn.wireguard.host.Netlink;
import com.qubetics.dvpn.wireguard.host.NetlinkMessage;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// 150 sessions end at once on a host with 200,000 connections, 200 of each session: until the
/// kernel has forgotten theirs. Beside it `conntrack --delete` once per address, on the same table.
final class ForgetBenchmark {
  private static final int SESSIONS = 1000;
  private static final int CONNECTIONS = 200;
  private static final int ENDING = 150;
  private static final long MOST_MILLIS = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long PAUSE_NANOS = 5_000_000;
  private static final Path COUNT = Path.of("/proc/sys/net/netfilter/nf_conntrack_count");

  /// `linux/netfilter/nfnetlink_conntrack.h`.
  private static final int SUBSYSTEM = 1;

  private static final int CREATE = 0x400;
  private static final int INET = 2;
  private static final int UDP = 17;
  private static final int SERVER = 0xc000_0250;
  private static final int SECONDS = 3600;

  private final Firewall firewall;

  ForgetBenchmark(Firewall firewall) {
    this.firewall = firewall;
  }

  void run(Map<String, Double> ratios, Map<String, Double> figures)
      throws IOException, ToolException {
    fill(SESSIONS);
    long all = count();
    check(all >= SESSIONS * CONNECTIONS, "the table took %s connections only".formatted(all));
    long began = System.nanoTime();
    firewall.forget(IntStream.range(0, ENDING).mapToObj(this::leftovers).toList());
    double asked = (System.nanoTime() - began) / 1e6;
    while (count() > all - ENDING * CONNECTIONS) {
      check((System.nanoTime() - began) / 1_000_000 < MOST_MILLIS, "not forgotten");
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    double forgotten = (System.nanoTime() - began) / 1e6;

    fill(ENDING);
    began = System.nanoTime();
    for (int session = 0; session < ENDING; session++) {
      Tool.run(List.of("conntrack", "--delete", "--orig-src", address(session).toString()), LIMIT);
    }
    double oneByOne = (System.nanoTime() - began) / 1e6;
    check(count() <= all - ENDING * CONNECTIONS, "conntrack left some");
    figures.put("forget_150_ms", forgotten);
    figures.put("forget_150_caller_ms", asked);
    figures.put("conntrack_150_ms", oneByOne);
    ratios.put("forget-150", oneByOne / forgotten);
  }

  private Leftovers leftovers(int session) {
    return Leftovers.all(address(session));
  }

  private static TunnelAddress address(int session) {
    return new TunnelAddress(SignedGrants.NETWORK.base().bits() + 2 + session);
  }

  private static void fill(int sessions) throws IOException {
    try (Netlink netlink = Netlink.open(Netlink.NETFILTER)) {
      for (int session = 0; session < sessions; session++) {
        List<NetlinkMessage> connections = new ArrayList<>();
        for (int port = 0; port < CONNECTIONS; port++) {
          connections.add(connection(address(session), 10_000 + port));
        }
        netlink.attempt(connections);
      }
    }
  }

  private static NetlinkMessage connection(TunnelAddress from, int port) {
    return NetlinkMessage.netfilter(SUBSYSTEM, 0, CREATE, INET)
        .nest(1, tuple -> tuple(tuple, from.bits(), SERVER, port, 53))
        .nest(2, tuple -> tuple(tuple, SERVER, from.bits(), 53, port))
        .put(7, SECONDS)
        .put(8, from.bits());
  }

  private static void tuple(
      NetlinkMessage tuple, int source, int target, int sourcePort, int targetPort) {
    tuple
        .nest(1, ip -> ip.put(1, source).put(2, target))
        .nest(
            2,
            protocol ->
                protocol
                    .put(1, new byte[] {UDP})
                    .put(2, port(sourcePort))
                    .put(3, port(targetPort)));
  }

  private static byte[] port(int number) {
    return ByteBuffer.allocate(2).putShort((short) number).array();
  }

  private static long count() throws IOException {
    return Long.parseLong(KernelFile.text(COUNT));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
