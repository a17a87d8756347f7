package com.qubetics.dvpn.agent.dns;

import com.qubetics.dvpn.agent.limit.SourceLimits;
import com.qubetics.dvpn.loop.Loop;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The resolver that clients are told: UDP and TCP on the gateway address of the tunnel network. It
/// forwards each question to the provider's resolvers and remembers nothing: no cache, since what
/// one client asked is then told by how fast another is answered, and on the node's disk, in its
/// log and in its figures there is no name and no client.
///
/// The rules lead port 53 of the gateway address to [#PORT]: the host's own port 53 may be taken,
/// and binding it needs a right that the agent has no other use for.
public final class TunnelResolver implements Loop.Step, AutoCloseable {
  public static final int PORT = 15353;

  /// Questions of one client: a page with everything on it asks for a hundred names at once.
  private static final double PER_SECOND = 100;

  private static final double AT_ONCE = 400;
  private static final Duration EVERY = Duration.ofSeconds(3);

  /// The root's name servers: asked by the node itself, to see who is back.
  private static final byte[] ROOT = {0, 0, 2, 0, 1};

  private final Cidr network;
  private final int port;
  private final Upstreams upstreams;
  private final Numbers numbers;
  private final SourceLimits limits;
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private @Nullable UdpClients udp;
  private @Nullable TcpClients tcp;
  private boolean closed;

  /// @param configured whom to ask; none: whom the host asks
  public static TunnelResolver of(Cidr network, List<Upstream> configured, SecureRandom random) {
    Supplier<List<Upstream>> named =
        configured.isEmpty() ? HostResolvers.ofThisHost() : () -> configured;
    return new TunnelResolver(network, PORT, new Upstreams(named), () -> random.nextInt(1 << 16));
  }

  TunnelResolver(Cidr network, int port, Upstreams upstreams, Numbers numbers) {
    this.network = network;
    this.port = port;
    this.upstreams = upstreams;
    this.numbers = numbers;
    this.limits = new SourceLimits(PER_SECOND, AT_ONCE, System.nanoTime(), new SplittableRandom());
  }

  /// Opens what is not open yet, and looks who of the silent is back. The address is there as soon
  /// as the tunnel's interface is.
  @Override
  public Duration run() throws IOException {
    open();
    for (Upstream upstream : upstreams.silent()) {
      lookAt(upstream);
    }
    return EVERY;
  }

  private synchronized void open() throws IOException {
    if (closed) {
      return;
    }
    InetSocketAddress at =
        new InetSocketAddress(InetAddress.ofLiteral(network.gateway().toString()), port);
    if (udp == null) {
      udp = new UdpClients(at, answering(query -> byUdp(query, upstreams)));
      Thread.ofPlatform().daemon().name("dns-udp").start(udp);
    }
    if (tcp == null) {
      tcp =
          new TcpClients(at, answering(query -> new TcpQuestion(query, upstreams, numbers).ask()));
      Thread.ofVirtual().name("dns-tcp").start(tcp);
    }
  }

  private Optional<byte[]> byUdp(Query query, Upstreams among) {
    try (UdpQuestion question = new UdpQuestion(query, among, numbers)) {
      return question.ask();
    } catch (IOException e) {
      // No socket is to be had.
      return Optional.empty();
    }
  }

  private void lookAt(Upstream upstream) {
    Query root = new Query(0, 0, ROOT.clone(), false, false, Query.MOST_PAYLOAD);
    if (byUdp(root, new Upstreams(() -> List.of(upstream))).isPresent()) {
      upstreams.answered(upstream);
    }
  }

  private Answering answering(Function<Query, Optional<byte[]>> asking) {
    return new Answering() {
      @Override
      public boolean admits(InetAddress client) {
        return isAllowed(client);
      }

      @Override
      public Optional<byte[]> answer(byte[] message) {
        return Query.parse(message).map(query -> answered(query, asking));
      }
    };
  }

  /// Who has a lease is the rules' matter; that nobody beside the tunnel is served, this one's too.
  private boolean isAllowed(InetAddress client) {
    return network.contains(TunnelAddress.parse(client.getHostAddress()))
        && limits.take(client, System.nanoTime());
  }

  private byte[] answered(Query query, Function<Query, Optional<byte[]>> asking) {
    Optional<byte[]> answer = asking.apply(query);
    (answer.isPresent() ? answered : failed).increment();
    byte[] told = answer.orElseGet(query::failure);
    query.forget();
    return told;
  }

  /// Questions that a resolver answered, since the start.
  public long answered() {
    return answered.sum();
  }

  /// Questions that no resolver answered.
  public long failed() {
    return failed.sum();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (udp != null) {
      udp.close();
    }
    if (tcp != null) {
      tcp.close();
    }
  }
}
