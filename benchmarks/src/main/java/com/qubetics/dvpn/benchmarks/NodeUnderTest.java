package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.firewall.Firewall;
import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.firewall.OwnPorts;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.firewall.RulesetSettings;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.GrantJournal;
import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.agent.peer.SessionSettings;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.WgInterface;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The agent's own code on an interface of its own: what lies between a poll's answer and
/// WireGuard. The control plane is the benchmark.
final class NodeUnderTest implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TunnelSecret secret = TunnelSecret.random(RANDOM);
  private final PrivateKey key = PrivateKey.random(RANDOM);
  private final Domain domain = new Domain(31337, key.address());
  private final SignedGrants grants = new SignedGrants(domain, new NodeId(key.address()));
  private final InterfaceName name;
  private final WgInterface wireGuard;
  private final Path folder;
  private long revision;

  NodeUnderTest(InterfaceName name, int port) throws IOException {
    this.name = name;
    this.wireGuard = new WgInterface(name, secret, port, SignedGrants.NETWORK);
    this.folder = Files.createTempDirectory("dvpn-bench");
  }

  InterfaceName name() {
    return name;
  }

  WgInterface wireGuard() {
    return wireGuard;
  }

  Firewall firewall() {
    return new NftFirewall(
        new RulesetSettings(
            name,
            new InterfaceName("lo"),
            SignedGrants.NETWORK,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            PeerLimits.USUAL,
            LEASE,
            new OwnPorts(51821, OptionalInt.empty())));
  }

  /// An agent that has just started, with nothing remembered.
  Sessions start(Firewall firewall) throws IOException {
    Identity identity =
        new Identity(
            key,
            secret.publicKey(),
            Endpoint.parse("203.0.113.1:51820"),
            domain,
            BootId.random(RANDOM));
    Path journal = folder.resolve("grants.journal");
    Files.deleteIfExists(journal);
    GrantJournal.create(journal);
    Doubts doubts =
        new Doubts(
            (doubt, holds, reason) -> {
              if (holds) {
                throw new IllegalStateException(doubt + " " + reason);
              }
            });
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    Clock clock = Clock.systemUTC();
    return new Sessions(
        identity,
        new SessionSettings(
            SignedGrants.NETWORK, "", 1 << 16, LEASE, Duration.ofHours(1), Duration.ofSeconds(60)),
        wireGuard,
        firewall,
        GrantJournal.open(journal),
        doubts,
        new NewestPerKey<>(),
        new NewestPerKey<>(),
        clock);
  }

  /// A session that a client has signed for, with the n-th address of the network.
  PeersAnswer.Put session(int n) {
    return grants.session(n);
  }

  PeersAnswer everything(List<PeersAnswer.Put> sessions) {
    return new PeersAnswer(1, ++revision, true, sessions, List.of());
  }

  PeersAnswer put(PeersAnswer.Put session) {
    return new PeersAnswer(1, ++revision, false, List.of(session), List.of());
  }

  PeersAnswer remove(SessionId session) {
    return new PeersAnswer(1, ++revision, false, List.of(), List.of(session));
  }

  /// The file that `wg syncconf` takes, with these sessions' peers.
  Path configuration(List<PeersAnswer.Put> sessions) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("[Interface]");
    lines.add("PrivateKey = " + base64(secret));
    lines.add("ListenPort = 51820");
    for (PeersAnswer.Put session : sessions) {
      lines.add("[Peer]");
      lines.add("PublicKey = " + session.grant().message().tunnelKey().toBase64());
      lines.add("AllowedIPs = " + session.address() + "/32");
    }
    return Files.write(Files.createTempFile(folder, "wg", ".conf"), lines);
  }

  private static String base64(TunnelSecret secret) {
    byte[] scalar = java.util.HexFormat.of().parseHex(secret.toHex().substring(2));
    return java.util.Base64.getEncoder().encodeToString(scalar);
  }

  @Override
  public void close() throws Exception {
    wireGuard.down();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
