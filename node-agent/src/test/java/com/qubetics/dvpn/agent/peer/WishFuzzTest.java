package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wireguard.host.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Wishes with grants that are properly signed, with whatever numbers a client and a control plane
/// may have put into them: followed or refused, and nothing is leased beyond its grant.
final class WishFuzzTest {
  private static final PrivateKey NODE_KEY = PrivateKey.random(new SecureRandom());
  private static final PrivateKey CLIENT_KEY = PrivateKey.random(new SecureRandom());
  private static final Domain DOMAIN = new Domain(31337, NODE_KEY.address());
  private static final TunnelKey TUNNEL = new TunnelKey(Client.random32());
  private static final Bytes32 NONCE = Bytes32.parse("0x" + "22".repeat(32));
  private static final TunnelKey NODE_TUNNEL = new TunnelKey(NONCE);
  private static final String ADDRESS = "10.77.0.2";
  private static Path folder;

  @BeforeAll
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("wishes");
  }

  @AfterAll
  static void deleteFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @FuzzTest
  void wishes(FuzzedDataProvider data) throws IOException {
    MovingClock clock = new MovingClock();
    FakeFirewall firewall = new FakeFirewall(clock);
    FakeWireGuard wireGuard = new FakeWireGuard();
    Path file = folder.resolve("journal");
    Files.deleteIfExists(file);
    GrantJournal.create(file);
    try (GrantJournal journal = GrantJournal.open(file)) {
      Sessions sessions = sessions(wireGuard, firewall, journal, clock);
      List<Grant> grants = new ArrayList<>();
      for (int round = 0; round < 4 && data.remainingBytes() > 0; round++) {
        PeersAnswer answer = answer(data);
        answer.put().forEach(put -> grants.add(put.grant().message()));
        sessions.follow(answer);
        for (TunnelKey key : List.copyOf(wireGuard.peers.keySet())) {
          wireGuard.move(key, data.consumeInt(0, 1 << 30), data.consumeInt(0, 1 << 30));
        }
        sessions.sample();
        sessions.renew();
        sessions.reconcile();
        long now = clock.instant().getEpochSecond();
        boolean good =
            grants.stream()
                .anyMatch(grant -> grant.notBefore() <= now + 120 && now < grant.notAfter());
        assertThat(firewall.passes(ADDRESS) && !good).isFalse();
        clock.advance(Duration.ofSeconds(data.consumeInt(0, 1000)));
        sessions.renew();
        journal.keep(clock.instant().getEpochSecond());
        journal.facts();
      }
    }
  }

  private static Sessions sessions(
      FakeWireGuard wireGuard, FakeFirewall firewall, GrantJournal journal, MovingClock clock) {
    Doubts doubts = new Doubts((doubt, holds, reason) -> {});
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    return new Sessions(
        new Identity(
            NODE_KEY,
            NODE_TUNNEL,
            Endpoint.parse("203.0.113.1:51820"),
            DOMAIN,
            BootId.parse("0x" + "11".repeat(16))),
        new SessionSettings(
            Cidr.parse("10.77.0.0/16"),
            "",
            2,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60)),
        wireGuard,
        firewall,
        journal,
        doubts,
        new NewestPerKey<SessionId, PeerResult>(),
        new NewestPerKey<SessionId, UsageItem>(),
        clock);
  }

  private static PeersAnswer answer(FuzzedDataProvider data) {
    long epoch = data.consumeLong();
    long revision = data.consumeLong();
    boolean full = data.consumeBoolean();
    List<PeersAnswer.Put> put = new ArrayList<>();
    for (int i = data.consumeInt(0, 2); i > 0; i--) {
      try {
        put.add(put(data));
      } catch (IllegalArgumentException refused) {
        // A grant that can't be.
      }
    }
    return new PeersAnswer(epoch, revision, full, put, List.of());
  }

  private static PeersAnswer.Put put(FuzzedDataProvider data) {
    Grant grant =
        new Grant(
            new SessionKey(CLIENT_KEY.address()),
            new NodeId(NODE_KEY.address()),
            TUNNEL,
            new ByteCount(data.consumeLong()),
            data.consumeBoolean() ? 1_799_999_990 : data.consumeLong(),
            data.consumeLong(),
            NONCE);
    Signed<Grant> signed = TypedMessage.sign(grant, DOMAIN, CLIENT_KEY);
    String address = data.consumeBoolean() ? ADDRESS : data.consumeString(20);
    return new PeersAnswer.Put(grant.sessionId(DOMAIN), signed, address, null);
  }
}
