package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.agent.usage.Moved;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wireguard.PeerChange;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SessionsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PrivateKey NODE_KEY = PrivateKey.random(RANDOM);
  private static final PrivateKey OTHER_KEY = PrivateKey.random(RANDOM);
  private static final Domain DOMAIN = new Domain(31337, NODE_KEY.address());
  private static final NodeId NODE = new NodeId(NODE_KEY.address());
  private static final TunnelKey NODE_TUNNEL = new TunnelKey(Client.random32());
  private static final long MIB = 1 << 20;
  private static final String A = "10.77.0.2";
  private static final String B = "10.77.0.3";

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private final FakeWireGuard wireGuard = new FakeWireGuard();
  private final FakeFirewall firewall = new FakeFirewall(clock);
  private final Doubts doubts = new Doubts((doubt, holds, reason) -> {});
  private final NewestPerKey<SessionId, PeerResult> results = new NewestPerKey<>();
  private final NewestPerKey<SessionId, UsageItem> statements = new NewestPerKey<>();
  private Sessions sessions;

  @BeforeEach
  void start() throws IOException {
    GrantJournal.create(folder.resolve("journal"));
    doubts.set(Doubt.CLOCK_UNPROVEN, false);
    restart();
  }

  private void restart() throws IOException {
    Identity identity =
        new Identity(
            NODE_KEY,
            NODE_TUNNEL,
            Endpoint.parse("203.0.113.1:51820"),
            DOMAIN,
            BootId.random(RANDOM));
    sessions =
        new Sessions(
            identity,
            new SessionSettings(
                Cidr.parse("10.77.0.0/16"),
                "",
                2,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60)),
            wireGuard,
            firewall,
            GrantJournal.open(folder.resolve("journal")),
            doubts,
            results,
            statements,
            clock);
  }

  @Nested
  final class Opening {
    @Test
    void installsPeerAndLeaseAndOffersWhatItInstalled() throws Exception {
      Client client = client(A);

      follow(1, List.of(client.put()));

      assertThat(wireGuard.holds(client.tunnelKey(), A)).isTrue();
      assertThat(firewall.passes(A)).isTrue();
      PeerResult result = result(client);
      assertThat(result.outcome()).isEqualTo(PeerResult.Outcome.INSTALLED);
      assertThat(result.offer().isBy(NODE_KEY.address(), DOMAIN)).isTrue();
      assertThat(result.offer().message().clientConfigHash())
          .isEqualTo(result.clientConfig().hash());
      assertThat(result.clientConfig().address()).isEqualTo(A);
    }

    static Stream<Object[]> refusals() {
      long now = new MovingClock().instant().getEpochSecond();
      Client good = client(A);
      Client stranger = client(A);
      return Stream.of(
          new Object[] {
            PeerCode.GRANT_SIGNATURE,
            new PeersAnswer.Put(
                good.session(),
                new Signed<>(good.grant().message(), stranger.grant().signature()),
                A,
                null)
          },
          new Object[] {
            PeerCode.GRANT_SESSION, new PeersAnswer.Put(stranger.session(), good.grant(), A, null)
          },
          new Object[] {
            PeerCode.GRANT_NODE,
            client(new NodeId(OTHER_KEY.address()), A, 100 * MIB, now, now + 60).put()
          },
          new Object[] {
            PeerCode.GRANT_NOT_YET, client(NODE, A, 100 * MIB, now + 121, now + 600).put()
          },
          new Object[] {PeerCode.GRANT_EXPIRED, client(NODE, A, 100 * MIB, now - 60, now).put()},
          new Object[] {PeerCode.GRANT_SPENT, client(NODE, A, 0, now, now + 60).put()},
          new Object[] {PeerCode.ADDRESS_INVALID, client("10.77.0.1").put()},
          new Object[] {PeerCode.ADDRESS_INVALID, client("10.78.0.2").put()},
          new Object[] {PeerCode.ADDRESS_INVALID, client("10.77.0.2 ").put()});
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refuses(PeerCode refusal, PeersAnswer.Put put) throws Exception {
      follow(1, List.of(put));

      assertThat(code(put.sessionId())).isEqualTo(refusal.name());
      assertThat(wireGuard.peers).isEmpty();
    }

    @Test
    void takesAGrantThatBeginsWithinTheClockTolerance() throws Exception {
      Client client = client(NODE, A, MIB, now() + 119, now() + 600);

      follow(1, List.of(client.put()));

      assertThat(result(client).outcome()).isEqualTo(PeerResult.Outcome.INSTALLED);
    }

    @Test
    void refusesAnAddressOrKeyInUse() throws Exception {
      Client holder = client(A);
      Client sameAddress = client(A);
      Client sameKey =
          Client.of(DOMAIN, NODE, holder.tunnelKey(), B, 100 * MIB, now(), now() + 600);
      follow(1, List.of(holder.put()));

      follow(2, List.of(sameAddress.put(), sameKey.put()));

      Map<SessionId, PeerResult> told = told();
      assertThat(told.get(sameAddress.session()).code()).isEqualTo("ADDRESS_IN_USE");
      assertThat(told.get(sameKey.session()).code()).isEqualTo("KEY_IN_USE");
      assertThat(wireGuard.holds(holder.tunnelKey(), A)).isTrue();
    }

    @Test
    void refusesBeyondItsMostPeers() throws Exception {
      Client third = client("10.77.0.4");

      follow(1, List.of(client(A).put(), client(B).put(), third.put()));

      assertThat(code(third.session())).isEqualTo("NODE_FULL");
    }

    @Test
    void opensOneSessionPerGrant() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      remove(2, client);
      told();

      follow(3, List.of(client.put()));

      assertThat(code(client.session())).isEqualTo("GRANT_USED");
    }

    @Test
    void refusesAnUsedGrantAfterARestart() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      remove(2, client);
      told();
      restart();

      follow(3, List.of(client.put()));

      assertThat(code(client.session())).isEqualTo("GRANT_USED");
    }

    @Test
    void adoptsARunningSessionAfterARestartAndCountsWhatNobodySigned() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 5 * MIB, 0);
      told();
      restart();

      follow(2, List.of(client.put()));
      sessions.sample();

      assertThat(result(client).outcome()).isEqualTo(PeerResult.Outcome.INSTALLED);
      assertThat(sessions.counts().rxBytes()).isEqualTo(5 * MIB);
    }

    @Test
    void countsNoByteInTwoBootsThatItsClientHasSigned() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 3 * MIB, 0);
      sessions.sample();
      sessions.acked(client.session(), client.ack(statement(client).usage().message()));
      wireGuard.move(client.tunnelKey(), MIB, 0);
      told();
      restart();

      follow(2, List.of(client.put()));
      sessions.sample();

      assertThat(sessions.counts().rxBytes()).isEqualTo(MIB);
    }

    @Test
    void endsASessionWhoseGrantIsSpentOverSeveralBoots() throws Exception {
      Client client = client(NODE, A, 5 * MIB, now(), now() + 600);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 3 * MIB, 0);
      sessions.sample();
      sessions.acked(client.session(), client.ack(statement(client).usage().message()));
      restart();
      follow(2, List.of(client.put()));
      told();

      wireGuard.move(client.tunnelKey(), 2 * MIB, 0);
      sessions.sample();

      assertThat(code(client.session())).isEqualTo("GRANT_SPENT");
    }

    @Test
    void countsAPeerThatWasMadeAnewWhileTheAgentWasDead() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 5 * MIB, 0);
      sessions.sample();
      sessions.acked(client.session(), client.ack(statement(client).usage().message()));
      wireGuard.peers.clear();
      restart();

      follow(2, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 6 * MIB, 0);
      sessions.sample();

      assertThat(sessions.counts().rxBytes()).isEqualTo(6 * MIB);
    }

    @Test
    void refusesAUsedGrantWhenItsMemoryIsAnOlderCopy() throws Exception {
      Path copy = Files.copy(folder.resolve("journal"), folder.resolve("copy"));
      Client used = client(NODE, A, MIB, now() - 5, now() + 600);
      follow(1, List.of(used.put()));
      remove(2, used);
      told();
      Files.move(copy, folder.resolve("journal"), StandardCopyOption.REPLACE_EXISTING);
      restart();

      follow(3, List.of(used.put()));

      assertThat(code(used.session())).isEqualTo("GRANT_FORGOTTEN");
    }

    @Test
    void takesNobodyInDoubt() throws Exception {
      doubts.set(Doubt.CLOCK_UNPROVEN, true);
      Client client = client(A);

      follow(1, List.of(client.put()));

      assertThat(code(client.session())).isEqualTo("NODE_NOT_READY");
    }

    @Test
    void refusesOldGrantsWhenItsMemoryWasLost() throws Exception {
      Client old = client(NODE, A, MIB, now() - 60, now() + 600);
      Client fresh = client(NODE, B, MIB, now() + 1, now() + 600);
      Files.delete(folder.resolve("journal"));
      restart();

      follow(1, List.of(old.put(), fresh.put()));

      Map<SessionId, PeerResult> told = told();
      assertThat(told.get(old.session()).code()).isEqualTo("GRANT_FORGOTTEN");
      assertThat(told.get(fresh.session()).outcome()).isEqualTo(PeerResult.Outcome.INSTALLED);
    }

    @Test
    void reportsNothingInstalledThatWireGuardDoesNotHold() throws Exception {
      wireGuard.broken = true;
      Client client = client(A);

      follow(1, List.of(client.put()));

      assertThat(code(client.session())).isEqualTo("INSTALL_FAILED");
      assertThat(firewall.passes(A)).isFalse();
      assertThat(doubts.holds(Doubt.WIREGUARD_FAILING)).isTrue();
    }
  }

  @Nested
  final class Moving {
    @Test
    void keepsWhatASessionMovedThatEnded() throws Exception {
      Client longest = client(A);
      Client other = client(B);
      follow(1, List.of(longest.put(), other.put()));
      wireGuard.move(longest.tunnelKey(), 5 * MIB, 7 * MIB);
      sessions.sample();
      Moved before = moved();

      wireGuard.move(longest.tunnelKey(), MIB, 2 * MIB);
      wireGuard.move(other.tunnelKey(), MIB, 0);
      remove(2, longest);
      sessions.sample();

      assertThat(moved().since(before)).isEqualTo(new Moved(2 * MIB, 2 * MIB));
    }

    @Test
    void countsASessionThatBeganSinceAndOneWhoseCountersBeganAgain() throws Exception {
      Client first = client(A);
      follow(1, List.of(first.put()));
      wireGuard.move(first.tunnelKey(), 3 * MIB, 0);
      sessions.sample();
      Moved before = moved();

      wireGuard.peers.clear();
      sessions.reconcile();
      wireGuard.move(first.tunnelKey(), MIB, 0);
      Client second = client(B);
      follow(2, List.of(second.put()));
      wireGuard.move(second.tunnelKey(), 0, 2 * MIB);
      sessions.sample();

      assertThat(moved().since(before)).isEqualTo(new Moved(MIB, 2 * MIB));
    }

    @Test
    void doesNotCountAgainWhatMovedBeforeARestart() throws Exception {
      Client running = client(A);
      follow(1, List.of(running.put()));
      wireGuard.move(running.tunnelKey(), 5 * MIB, 0);
      restart();
      Client fresh = client(B);

      follow(2, List.of(running.put(), fresh.put()));
      wireGuard.move(fresh.tunnelKey(), MIB, 0);
      sessions.sample();
      assertThat(moved()).isEqualTo(new Moved(MIB, 0));

      wireGuard.move(running.tunnelKey(), 2 * MIB, 0);
      sessions.sample();
      assertThat(moved()).isEqualTo(new Moved(3 * MIB, 0));
    }

    @Test
    void countsTheSameWhenTheClockIsSet() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), MIB, 0);
      sessions.sample();

      clock.advance(Duration.ofHours(-3));
      wireGuard.move(client.tunnelKey(), MIB, 0);
      sessions.sample();
      remove(2, client);

      assertThat(moved()).isEqualTo(new Moved(2 * MIB, 0));
    }

    @Test
    void onlyGrowsHoweverSessionsComeAndGo() throws Exception {
      Random random = new Random(11);
      Map<String, Client> running = new HashMap<>();
      long sent = 0;
      long revision = 0;
      Moved before = moved();
      for (int i = 0; i < 500; i++) {
        String address = random.nextBoolean() ? A : B;
        Client client = running.get(address);
        if (client == null) {
          client = client(address);
          follow(++revision, List.of(client.put()));
          running.put(address, client);
        } else if (random.nextInt(3) == 0) {
          remove(++revision, client);
          running.remove(address);
        } else {
          long bytes = random.nextInt(1_000);
          wireGuard.move(client.tunnelKey(), bytes, 0);
          sent += bytes;
        }
        if (random.nextInt(3) == 0) {
          sessions.sample();
        }
        Moved after = moved();
        assertThat(after.rxBytes()).isBetween(before.rxBytes(), sent);
        before = after;
      }
      sessions.sample();
      assertThat(moved()).isEqualTo(new Moved(sent, 0));
    }

    private Moved moved() {
      return sessions.counts().moved();
    }
  }

  @Nested
  final class Following {
    @Test
    void ignoresAnOlderAnswer() throws Exception {
      Client client = client(A);
      follow(5, List.of(client.put()));

      remove(4, client);

      assertThat(wireGuard.holds(client.tunnelKey(), A)).isTrue();
    }

    @Test
    void ignoresAnOlderDatabaseWithAHigherRevision() throws Exception {
      Client client = client(A);
      sessions.follow(new PeersAnswer(2, 5, true, List.of(client.put()), List.of()));

      sessions.follow(new PeersAnswer(1, 9, true, List.of(), List.of()));

      assertThat(wireGuard.holds(client.tunnelKey(), A)).isTrue();
    }

    @Test
    void removesWhatAFullSetDoesNotContain() throws Exception {
      Client gone = client(A);
      Client kept = client(B);
      follow(1, List.of(gone.put(), kept.put()));
      told();

      sessions.follow(new PeersAnswer(1, 2, true, List.of(kept.put()), List.of()));

      assertThat(wireGuard.peers.keySet()).containsExactly(kept.tunnelKey());
      assertThat(firewall.passes(A)).isFalse();
      Map<SessionId, PeerResult> told = told();
      assertThat(told.get(gone.session()).outcome()).isEqualTo(PeerResult.Outcome.REMOVED);
      assertThat(told.get(kept.session()).outcome()).isEqualTo(PeerResult.Outcome.INSTALLED);
    }

    @Test
    void removesPeersOfItsLastLifeThatNobodyWishesAnyMore() throws Exception {
      Client gone = client(A);
      follow(1, List.of(gone.put()));
      restart();

      sessions.follow(new PeersAnswer(1, 2, true, List.of(), List.of()));

      assertThat(wireGuard.peers).isEmpty();
      assertThat(firewall.forgotten).containsExactly(TunnelAddress.parse(A));
    }

    @Test
    void confirmsTheRemovalOfASessionItDoesNotKnow() throws Exception {
      Client client = client(A);

      remove(1, client);

      assertThat(result(client).outcome()).isEqualTo(PeerResult.Outcome.REMOVED);
    }

    @Test
    void installsAllPeersOfAnAnswerInOneCall() throws Exception {
      follow(1, List.of(client(A).put(), client(B).put()));

      assertThat(wireGuard.calls).isEqualTo(1);
    }
  }

  @Nested
  final class Leasing {
    @Test
    void endsWithoutTheAgent() throws Exception {
      follow(1, List.of(client(A).put()));

      clock.advance(Duration.ofSeconds(15));

      assertThat(firewall.passes(A)).isFalse();
    }

    @Test
    void isRenewedWhileTheControlPlaneIsSeenAndEndsWithTheGrace() throws Exception {
      follow(1, List.of(client(A).put()));
      care(Duration.ofSeconds(29));
      assertThat(firewall.passes(A)).isTrue();

      care(Duration.ofSeconds(1));

      assertThat(firewall.passes(A)).isFalse();
    }

    @Test
    void isRenewedAgainWhenTheControlPlaneIsBack() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      care(Duration.ofSeconds(40));

      follow(2, List.of());
      care(Duration.ofSeconds(5));

      assertThat(firewall.passes(A)).isTrue();
    }

    @Test
    void endsWithTheGrant() throws Exception {
      Client client = client(NODE, A, MIB, now(), now() + 10);
      follow(1, List.of(client.put()));
      told();

      care(Duration.ofSeconds(10));
      sessions.sample();

      assertThat(firewall.passes(A)).isFalse();
      assertThat(code(client.session())).isEqualTo("GRANT_EXPIRED");
      assertThat(wireGuard.peers).isEmpty();
    }

    @Test
    void isNotRenewedInDoubt() throws Exception {
      follow(1, List.of(client(A).put()));
      doubts.set(Doubt.CLOCK_UNPROVEN, true);

      care(Duration.ofSeconds(15));

      assertThat(firewall.passes(A)).isFalse();
    }

    @Test
    void takesItsConnectionsWithItWhenItRunsOut() throws Exception {
      follow(1, List.of(client(A).put()));
      care(Duration.ofSeconds(10));
      assertThat(firewall.forgotten).isEmpty();
      doubts.set(Doubt.CLOCK_UNPROVEN, true);

      care(Duration.ofSeconds(16));

      assertThat(firewall.forgotten).containsExactly(TunnelAddress.parse(A));
    }

    @Test
    void takesItsConnectionsWithItWhenTheSessionEnds() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));

      sessions.follow(new PeersAnswer(1, 2, false, List.of(), List.of(client.session())));

      assertThat(firewall.forgotten).containsExactly(TunnelAddress.parse(A));
    }
  }

  /// The clock is set while a session runs; see `ClockWatchTest` for how that is noticed.
  @Nested
  final class ClockSet {
    @Test
    void neitherEndsNorServesASessionThatHasExpiredByADoubtfulClock() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      told();
      clock.advance(Duration.ofHours(3));
      doubts.set(Doubt.CLOCK_UNPROVEN, true);

      sessions.sample();
      care(Duration.ofSeconds(15));
      assertThat(firewall.passes(A)).isFalse();
      assertThat(told()).isEmpty();

      clock.advance(Duration.ofHours(-3));
      doubts.set(Doubt.CLOCK_UNPROVEN, false);
      follow(2, List.of());
      sessions.sample();
      care(Duration.ofSeconds(5));
      assertThat(firewall.passes(A)).isTrue();
      assertThat(told()).isEmpty();
    }

    @Test
    void endsASessionThatHasExpiredOnceTheClockIsProven() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      told();
      clock.advance(Duration.ofHours(3));
      doubts.set(Doubt.CLOCK_UNPROVEN, true);
      sessions.sample();

      doubts.set(Doubt.CLOCK_UNPROVEN, false);
      sessions.sample();

      assertThat(code(client.session())).isEqualTo("GRANT_EXPIRED");
    }

    @Test
    void setBackItDoesNotLengthenTheGrace() throws Exception {
      follow(1, List.of(client(A).put()));
      clock.advance(Duration.ofHours(-3));

      care(Duration.ofSeconds(29));
      assertThat(firewall.passes(A)).isTrue();
      care(Duration.ofSeconds(3));

      assertThat(firewall.passes(A)).isFalse();
    }
  }

  @Nested
  final class Paying {
    @Test
    void slowsWhoHasNotSignedYetAndFreesItWithItsFirstAck() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), MIB, 9 * MIB);

      sample(100);

      assertThat(firewall.passes(A)).isTrue();
      assertThat(firewall.limit(A)).hasValue(22 * 1024L / 11);
      UsageItem item = statement(client);
      assertThat(item.paused()).isFalse();

      sessions.acked(client.session(), client.ack(item.usage().message()));

      assertThat(firewall.passes(A)).isTrue();
      assertThat(firewall.limit(A)).isEmpty();
    }

    @Test
    void slowsFurtherWhereMuchPassedBeforeTheLimitWasInForce() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), MIB, 9 * MIB);
      sample(100);
      wireGuard.move(client.tunnelKey(), 0, 17 * MIB);

      sample(100);

      assertThat(firewall.passes(A)).isTrue();
      assertThat(firewall.limit(A)).hasValue(5 * MIB * 1000 / 10_900 / 1024);
    }

    @Test
    void pausesWhatNobodySignsAndGoesOnWithTheNextAck() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), MIB, 9 * MIB);
      sample(100);
      wireGuard.move(client.tunnelKey(), 0, 22 * MIB);

      sample(10_000);

      assertThat(firewall.passes(A)).isFalse();
      assertThat(firewall.limit(A)).isEmpty();
      UsageItem item = statement(client);
      assertThat(item.paused()).isTrue();
      assertThat(firewall.forgotten).containsExactly(TunnelAddress.parse(A));
      assertThat(item.usage().message().tx().bytes()).isEqualTo(31 * MIB);

      follow(2, List.of(client.put(client.ack(item.usage().message()))));

      assertThat(firewall.passes(A)).isTrue();
      assertThat(firewall.limit(A)).isEmpty();
      assertThat(statement(client).paused()).isFalse();
    }

    @Test
    void slowsAgainWhenRulesWereChangedMeanwhile() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 0, 9 * MIB);
      sample(100);
      Optional<Long> limit = firewall.limit(A);
      firewall.tampered = true;

      sessions.reconcile();

      assertThat(firewall.passes(A)).isTrue();
      assertThat(firewall.limit(A)).isPresent().isEqualTo(limit);
    }

    @Test
    void leavesNoLimitBehindForTheNextHolderOfAnAddress() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 0, 9 * MIB);
      sample(100);

      sessions.follow(new PeersAnswer(1, 2, false, List.of(), List.of(client.session())));

      assertThat(firewall.limit(A)).isEmpty();
    }

    @Test
    void stillPassesNothingWhenItIsTimeToRenewAPausedSession() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 0, 32 * MIB);
      sample(100);

      care(Duration.ofSeconds(10));

      assertThat(firewall.passes(A)).isFalse();
    }

    @Test
    void goesOnAfterALateAckOfASessionThatHasBecomeSlow() throws Exception {
      Client client = client(NODE, A, 1 << 30, now() - 5, now() + 600);
      follow(1, List.of(client.put()));
      for (int i = 0; i < 6; i++) {
        sessions.acked(client.session(), client.ack(movesUntilItIsStated(client)));
      }
      Usage late = movesUntilItIsStated(client);
      for (int i = 0; i < 4; i++) {
        moves(client);
      }
      for (int seconds = 0; seconds < 14; seconds++) {
        clock.advance(Duration.ofSeconds(1));
        sessions.sample();
        sessions.renew();
      }
      assertThat(firewall.passes(A)).as("within what it had earned").isTrue();

      sessions.acked(client.session(), client.ack(late));

      assertThat(firewall.passes(A)).isTrue();
    }

    @Test
    void pausesASessionWhoseAckLeavesOutTooMuch() throws Exception {
      Client client = client(NODE, A, 1 << 30, now() - 5, now() + 600);
      follow(1, List.of(client.put()));
      Usage first = movesUntilItIsStated(client);
      sessions.acked(client.session(), client.ack(first));
      Usage stated = first;
      while (stated.tx().bytes() < 70 * MIB) {
        stated = movesUntilItIsStated(client);
      }
      for (int seconds = 0; seconds < 14; seconds++) {
        sample(1_000);
        sessions.renew();
      }
      assertThat(firewall.passes(A)).as("within what it had earned").isTrue();
      told();
      statement(client);
      Ack little = new Ack(stated.digest(DOMAIN), stated.rx(), new ByteCount(20 * MIB));

      sessions.acked(client.session(), TypedMessage.sign(little, DOMAIN, client.key()));

      assertThat(firewall.passes(A)).isFalse();
      assertThat(statement(client).paused()).isTrue();
    }

    private void sample(long millis) {
      clock.advance(Duration.ofMillis(millis));
      sessions.sample();
    }

    private Usage movesUntilItIsStated(Client client) throws Exception {
      UsageItem item = null;
      while (item == null) {
        item = moves(client);
      }
      return item.usage().message();
    }

    /// A tenth of a second at 52 MB/s; null if nothing is stated after it.
    private UsageItem moves(Client client) throws Exception {
      clock.advance(Duration.ofMillis(100));
      wireGuard.move(client.tunnelKey(), 0, 5 * MIB);
      sessions.sample();
      return statement(client);
    }

    @Test
    void ignoresAnAckOfAnotherKey() throws Exception {
      Client client = client(A);
      Client thief = client(B);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 0, 32 * MIB);
      sample(100);

      sessions.acked(client.session(), thief.ack(statement(client).usage().message()));

      assertThat(firewall.passes(A)).isFalse();
    }

    @Test
    void endsASessionWhoseGrantIsSpentAndStatesItsLastBytes() throws Exception {
      Client client = client(NODE, A, 2 * MIB, now(), now() + 600);
      follow(1, List.of(client.put()));
      told();
      wireGuard.move(client.tunnelKey(), MIB, MIB);

      sessions.sample();

      assertThat(code(client.session())).isEqualTo("GRANT_SPENT");
      assertThat(statement(client).usage().message().rx().bytes()).isEqualTo(MIB);
    }
  }

  @Nested
  final class Mending {
    @Test
    void putsRulesBackThatSomebodyChanged() throws Exception {
      follow(1, List.of(client(A).put()));
      firewall.tampered = true;

      sessions.reconcile();

      assertThat(firewall.tampered).isFalse();
      assertThat(firewall.passes(A)).isTrue();
      assertThat(doubts.any()).isFalse();
    }

    @Test
    void putsRulesBackWhenItHearsOfAChangeThatIsNoneOfItsOwn() throws Exception {
      follow(1, List.of(client(A).put()));
      firewall.tampered = true;

      sessions.rulesChanged(FakeFirewall.OWN_CHANGE);
      assertThat(firewall.tampered).isTrue();
      boolean goesOn = sessions.rulesChanged(FakeFirewall.OWN_CHANGE + 1);

      assertThat(goesOn).isTrue();
      assertThat(firewall.tampered).isFalse();
      assertThat(firewall.passes(A)).isTrue();
      sessions.close();
      assertThat(sessions.rulesChanged(0)).as("once it is closed").isFalse();
    }

    @Test
    void staysInDoubtWhileTheFirewallCannotBeRead() throws Exception {
      firewall.broken = true;

      sessions.reconcile();

      assertThat(doubts.list()).containsExactly(Doubt.FIREWALL_CHANGED);
    }

    @Test
    void removesPeersThatNobodyWishes() throws Exception {
      follow(1, List.of(client(A).put()));
      wireGuard.apply(
          List.of(new PeerChange.Put(new TunnelKey(Client.random32()), TunnelAddress.parse(B))));

      sessions.reconcile();

      assertThat(wireGuard.peers).hasSize(1);
    }

    @Test
    void bringsPeersBackAfterTheInterfaceWasLost() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.broken = true;
      sessions.sample();
      assertThat(doubts.holds(Doubt.WIREGUARD_FAILING)).isTrue();
      wireGuard.broken = false;
      wireGuard.peers.clear();

      sessions.reconcile();

      assertThat(wireGuard.holds(client.tunnelKey(), A)).isTrue();
      assertThat(doubts.any()).isFalse();
    }
  }

  @Nested
  final class CarryingNothing {
    @Test
    void countsNothingThatIsSentInVain() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), 100, 0);
      sessions.sample();
      doubts.set(Doubt.FORWARDING_OFF, true);
      wireGuard.move(client.tunnelKey(), MIB, 0);
      sessions.sample();
      wireGuard.move(client.tunnelKey(), MIB, 0);
      sessions.sample();
      doubts.set(Doubt.FORWARDING_OFF, false);
      wireGuard.move(client.tunnelKey(), 10, 20);

      sessions.sample();

      assertThat(sessions.counts().rxBytes()).isEqualTo(110);
      assertThat(sessions.counts().txBytes()).isEqualTo(20);
    }

    @Test
    void countsNothingOfASessionThatEndsMeanwhile() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      doubts.set(Doubt.EGRESS_DOWN, true);
      wireGuard.move(client.tunnelKey(), MIB, 0);

      remove(2, client);

      assertThat(statement(client).usage().message().rx().bytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
        value = Doubt.class,
        names = {"FORWARDING_OFF", "EGRESS_DOWN", "MTU_TOO_SMALL", "CONNECTIONS_FULL", "DISK_FULL"})
    void takesNoNewSessionAndKeepsTheLeasesOfTheOthers(Doubt doubt) throws Exception {
      follow(1, List.of(client(A).put()));
      doubts.set(doubt, true);
      Client late = client(B);

      follow(2, List.of(late.put()));
      care(Duration.ofSeconds(20));

      assertThat(code(late.session())).isEqualTo("NODE_NOT_READY");
      assertThat(firewall.passes(A)).isTrue();
    }
  }

  @Nested
  final class ReadingWireGuard {
    @Test
    void listsNoPeersToAddOne() throws Exception {
      follow(1, List.of());
      int before = wireGuard.listings;

      follow(2, List.of(client(A).put()));

      assertThat(wireGuard.listings).isEqualTo(before);
      assertThat(firewall.passes(A)).isTrue();
    }

    @Test
    void letsEachPeerFailAlone() throws Exception {
      Client bad = client(A);
      Client good = client(B);
      wireGuard.refused = bad.tunnelKey();

      follow(1, List.of(bad.put(), good.put()));

      Map<SessionId, PeerResult> told = told();
      assertThat(told.get(bad.session()).code()).isEqualTo("INSTALL_FAILED");
      assertThat(told.get(good.session()).outcome()).isEqualTo(PeerResult.Outcome.INSTALLED);
      assertThat(firewall.passes(A)).isFalse();
      assertThat(doubts.any()).isFalse();
    }

    @Test
    void mendsAtTheNextLookAPeerThatSomebodyChanged() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      TunnelKey intruder = new TunnelKey(Client.random32());
      wireGuard.apply(List.of(new PeerChange.Put(intruder, TunnelAddress.parse(A))));

      sessions.sample();

      assertThat(wireGuard.holds(client.tunnelKey(), A)).isTrue();
      assertThat(wireGuard.peers).doesNotContainKey(intruder);
      assertThat(doubts.any()).isFalse();
    }

    @Test
    void restsAfterADearListingAndEndsSessionsWithoutOne() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.listing = () -> clock.advance(Duration.ofMillis(300));

      assertThat(sessions.sample()).isEqualTo(Duration.ofMillis(1200));

      int before = wireGuard.listings;
      clock.advance(Duration.ofMillis(1000));
      assertThat(sessions.sample()).isEqualTo(Duration.ofMillis(200));
      remove(2, client);
      assertThat(wireGuard.listings).isEqualTo(before);
      assertThat(wireGuard.peers).isEmpty();
      assertThat(result(client).outcome()).isEqualTo(PeerResult.Outcome.REMOVED);
    }
  }

  @Nested
  final class HandingOver {
    @Test
    void statesAllThatWasMovedAndLeavesThePeerWithoutALease() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      wireGuard.move(client.tunnelKey(), MIB, 3 * MIB);

      sessions.close();

      assertThat(statement(client).usage().message().tx().bytes()).isEqualTo(3 * MIB);
      assertThat(firewall.passes(A)).isFalse();
      assertThat(wireGuard.holds(client.tunnelKey(), A)).isTrue();
    }

    @Test
    void changesNothingAfterwards() throws Exception {
      Client client = client(A);
      follow(1, List.of(client.put()));
      sessions.close();
      Client other = client(B);
      wireGuard.apply(
          List.of(new PeerChange.Put(other.tunnelKey(), TunnelAddress.parse(other.address()))));

      sessions.follow(new PeersAnswer(1, 2, true, List.of(), List.of(client.session())));
      sessions.sample();
      sessions.renew();
      sessions.reconcile();
      sessions.close();

      assertThat(wireGuard.peers).containsOnlyKeys(client.tunnelKey(), other.tunnelKey());
      assertThat(firewall.passes(A)).isFalse();
    }
  }

  /// Nothing on the way refuses such a grant, if client and control plane agree on it.
  @Nested
  final class GrantWithoutEnd {
    @Test
    void isServedAndRememberedAsAnyOther() throws Exception {
      Client client = client(NODE, A, 100 * MIB, now() - 5, Long.MAX_VALUE);

      follow(1, List.of(client.put()));
      sessions.renew();

      assertThat(firewall.passes(A)).isTrue();
      assertThat(sessions.revision().revision()).isEqualTo(1);
    }
  }

  private void follow(long revision, List<PeersAnswer.Put> put) {
    sessions.follow(new PeersAnswer(1, revision, false, put, List.of()));
  }

  private void remove(long revision, Client client) {
    sessions.follow(new PeersAnswer(1, revision, false, List.of(), List.of(client.session())));
  }

  private void care(Duration time) {
    for (long i = 0; i < time.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      sessions.renew();
    }
  }

  private Map<SessionId, PeerResult> told() throws InterruptedException {
    return results.take(100, 0);
  }

  private PeerResult result(Client client) throws InterruptedException {
    return told().get(client.session());
  }

  private String code(SessionId session) throws InterruptedException {
    return told().get(session).code();
  }

  private UsageItem statement(Client client) throws InterruptedException {
    return statements.take(100, 0).get(client.session());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private static Client client(String address) {
    long now = new MovingClock().instant().getEpochSecond();
    return client(NODE, address, 100 * MIB, now - 5, now + 600);
  }

  private static Client client(
      NodeId node, String address, long maxBytes, long notBefore, long notAfter) {
    return Client.of(
        DOMAIN, node, new TunnelKey(Client.random32()), address, maxBytes, notBefore, notAfter);
  }
}
