package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.connection.ConnectTiming;
import com.qubetics.dvpn.client.connection.Connector;
import com.qubetics.dvpn.client.connection.Connector.Connected;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.client.login.Wallet;
import com.qubetics.dvpn.client.login.WalletLogin;
import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.client.tunnel.TunnelEcho;
import com.qubetics.dvpn.client.tunnel.TunnelSettings;
import com.qubetics.dvpn.client.tunnel.UndoLog;
import com.qubetics.dvpn.evm.key.KeyFile;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// From the first request to the first packet through the tunnel, over the public gateway with real
/// WireGuard; only the node's inner address is routed into the tunnel, so the host keeps its
/// routes.
///
/// The peer is WireGuard alone: with the same node, keys and peer that the connect left installed,
/// a fresh interface is made, configured and brought up, until an echo comes back. What a connect
/// costs beyond that is this system's own: selection, session, grants, the check against the chain.
final class ConnectBenchmark implements AutoCloseable {
  private static final Wish WISH =
      new Wish(new SelectionRequest.Near(50.1, 8.7), List.of(), List.of());
  private static final String INNER = "10.77.0.1/32";
  private static final int WARM_UP = 3;
  private static final Duration ECHO_LIMIT = Duration.ofSeconds(5);

  /// Keeps the rate of requests below the gateway's limit for one account.
  private static final Duration BETWEEN = Duration.ofMillis(250);

  private final Access access;
  private final Connector connector;
  private final TunnelSettings settings =
      TunnelSettings.of(InterfaceName.parse("dvpn-bench"), false, List.of(INNER));
  private final UndoLog log;

  private ConnectBenchmark(Access access, Connector connector, UndoLog log) {
    this.access = access;
    this.connector = connector;
    this.log = log;
  }

  static ConnectBenchmark on(Path devnetHome) throws IOException {
    RunningDevnet devnet = RunningDevnet.at(devnetHome);
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    Home home = Home.at(Files.createTempDirectory("dvpn-bench"));
    PrivateKey appKey = PrivateKey.random(random);
    try (Gateway gateway = Gateway.at(devnet.status().gateway(), devnet.authority(), clock)) {
      Wallet wallet = new Wallet(LoginProof.EIP4361, KeyFile.read(devnet.wallet()));
      WalletLogin.Delegation done = new WalletLogin(gateway, clock).login(wallet, appKey);
      LoginState state =
          new LoginState(
              devnet.status().gateway().toString(),
              devnet.authority().toString(),
              devnet.status().rpc().toString(),
              done.network(),
              done.account(),
              done.keyExpiresAt(),
              done.token().token(),
              done.token().expiresAt());
      Access.store(home, state, appKey);
    }
    Access access = Access.open(home, clock);
    Chain chain = Chain.at(devnet.status().rpc(), access.network());
    UndoLog log = UndoLog.of(home);
    return new ConnectBenchmark(
        access, new Connector(access, chain, clock, random, SessionTerms.DEFAULT, log), log);
  }

  Result run(int rounds) {
    List<ConnectTiming> timings = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    int failed = 0;
    for (int round = -WARM_UP; round < rounds; round++) {
      try {
        Connected connected = connector.connect(WISH, settings);
        try {
          connected.tunnel().close();
          double peer = bareMillis(connected);
          if (round >= 0) {
            timings.add(connected.timing());
            bare.add(peer);
          }
        } finally {
          new SessionCalls(access, connected.opening().session().sessionId()).end();
        }
      } catch (ProblemException e) {
        failed++;
        System.err.printf("round %s: %s: %s%n", round, e.code(), e.getMessage());
        if (failed > rounds / 10 + WARM_UP) {
          throw e;
        }
      }
      pause();
    }
    return result(timings, bare, failed);
  }

  /// WireGuard alone, from nothing to the first packet.
  private double bareMillis(Connected connected) {
    OpenedSession session = connected.opening().session();
    long start = System.nanoTime();
    try (Tunnel tunnel = Tunnel.create(settings, log, new SecureRandom())) {
      tunnel.configure(
          connected.keys(), session.offer().message().nodeTunnelKey(), session.clientConfig());
      if (!tunnel.echo().answered(TunnelEcho.SMALL, ECHO_LIMIT)) {
        throw new ProblemException(ProblemCode.NO_HANDSHAKE, "bare WireGuard got no answer");
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static Result result(List<ConnectTiming> timings, List<Double> bare, int failed) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("connects", (double) timings.size());
    figures.put("failed", (double) failed);
    series(figures, "total", timings, ConnectTiming::total);
    series(figures, "select", timings, ConnectTiming::select);
    series(figures, "session", timings, ConnectTiming::session);
    series(figures, "record", timings, ConnectTiming::record);
    series(figures, "install", timings, ConnectTiming::install);
    series(figures, "verify", timings, ConnectTiming::verify);
    series(figures, "tunnel", timings, ConnectTiming::tunnel);
    series(figures, "handshake", timings, ConnectTiming::handshake);
    series(figures, "first_packet", timings, ConnectTiming::firstPacket);
    series(figures, "open", timings, ConnectTiming::open);
    Percentiles peer = Percentiles.of(bare);
    put(figures, "bare_wireguard", peer);
    Percentiles total = Percentiles.of(timings.stream().map(ConnectTiming::total).toList());
    Map<String, Double> ratios = new LinkedHashMap<>();
    ratios.put("connect_p50_to_bare_wireguard_p50", total.p50() / peer.p50());
    ratios.put("connect_p95_to_bare_wireguard_p95", total.p95() / peer.p95());
    return new Result("connect", ratios, figures, Machine.describe());
  }

  private static void series(
      Map<String, Double> figures,
      String name,
      List<ConnectTiming> timings,
      Function<ConnectTiming, @Nullable Double> part) {
    List<Double> values = new ArrayList<>();
    for (ConnectTiming timing : timings) {
      Double value = part.apply(timing);
      if (value != null) {
        values.add(value);
      }
    }
    if (!values.isEmpty()) {
      put(figures, name, Percentiles.of(values));
    }
  }

  private static void put(Map<String, Double> figures, String name, Percentiles values) {
    figures.put(name + "_p50_millis", values.p50());
    figures.put(name + "_p95_millis", values.p95());
    figures.put(name + "_p99_millis", values.p99());
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemCode.INTERRUPTED, "interrupted");
    }
  }

  @Override
  public void close() {
    connector.close();
    access.close();
  }
}
