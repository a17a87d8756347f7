package com.qubetics.dvpn.client.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.LoggedIn;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.session.AckBook.Seen;
import com.qubetics.dvpn.client.session.AckLoop;
import com.qubetics.dvpn.client.session.Holding;
import com.qubetics.dvpn.client.session.Limit;
import com.qubetics.dvpn.client.session.OwnTunnel;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.session.SessionOpening;
import com.qubetics.dvpn.client.session.SessionOpening.Opening;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionStore.Entry;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.client.signing.SigningRun.Said;
import com.qubetics.dvpn.client.signing.SigningRun.State;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is signed by another process than the one that opened the session.
final class SigningTest {
  private static final TunnelKey OWN_KEY = TunnelKey.parse("0x" + "bb".repeat(32));
  private static final BootId OTHER_BOOT = BootId.parse("0x" + "0d".repeat(16));
  private static final Limit THOUSAND = new Limit(new ByteCount(1000), 0);
  private static final OwnTunnel GONE =
      new OwnTunnel(InterfaceName.parse("wgc-gone"), OWN_KEY, LoggedIn.NODE_TUNNEL_KEY);

  @TempDir private Path folder;
  private LoggedIn user;
  private SessionStore store;

  @BeforeEach
  void logIn() {
    user = new LoggedIn(folder);
    store = new SessionStore(user.home, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    user.close();
  }

  private Opening open() {
    return new SessionOpening(user.access, Clock.systemUTC(), new SecureRandom())
        .open(
            List.of(new NodeId(LoggedIn.NODE_KEY.address())),
            OWN_KEY,
            SessionTerms.DEFAULT,
            granted -> {});
  }

  private SessionId exported(Limit limit) {
    Opening opening = open();
    store.keep(opening, user.access.network().domain(), limit).close();
    return opening.session().sessionId();
  }

  /// As a process that is killed leaves it: it has answered `seen` bytes in each direction.
  private SessionId crashed(long seen) {
    Opening opening = open();
    SessionId session = opening.session().sessionId();
    try (Holding holding = store.keep(opening, user.access.network().domain(), GONE)) {
      user.fake.clients.state(session, 1, seen, seen);
      new AckLoop(
              new SessionCalls(user.access, session),
              holding,
              () -> new Seen(seen, seen),
              new SecureRandom())
          .once();
    }
    return session;
  }

  private boolean once(SessionId session) {
    try (SigningRun run = run(said -> {})) {
      return run.once(List.of(session));
    }
  }

  private SigningRun run(java.util.function.Consumer<Said> out) {
    return new SigningRun(store, user.access, new SecureRandom(), out);
  }

  private List<Long> acked() {
    return user.fake.clients.acks.stream()
        .map(Signed::message)
        .map(Ack::total)
        .map(ByteCount::bytes)
        .toList();
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("session-"))
          .toList();
    }
  }

  @Test
  void believesANodeUpToTheLimitOverAllItsBoots() {
    SessionId session = exported(THOUSAND);

    user.fake.clients.state(session, 1, 100, 200);
    assertThat(once(session)).isTrue();
    user.fake.clients.state(session, OTHER_BOOT, 1, 300, 900);
    assertThat(once(session)).isFalse();
    user.fake.clients.state(session, OTHER_BOOT, 2, 300, 5_000);
    assertThat(once(session)).isFalse();

    assertThat(acked()).containsExactly(300L, 700L);
  }

  @Test
  void signsMoreOfTheSameUsageOnceTheLimitIsRaised() {
    SessionId session = exported(THOUSAND);
    user.fake.clients.state(session, 1, 0, 3_000);
    once(session);

    try (Holding holding = store.hold(session)) {
      holding.limitTo(new Limit(new ByteCount(2_500), 0));
    }
    once(session);

    assertThat(acked()).containsExactly(1_000L, 2_500L);
  }

  /// A book from a backup, or one that a full disk kept from being written.
  @Test
  void takesOffWhatTheLedgerCountedAndTheBookDoesNotKnow() {
    SessionId session = exported(THOUSAND);
    user.fake.clients.counted.put(session, 800L);
    user.fake.clients.state(session, OTHER_BOOT, 1, 0, 3_000);
    once(session);
    assertThat(acked()).containsExactly(200L);

    SessionId own = crashed(500);
    user.fake.clients.acks.clear();
    user.fake.clients.counted.put(own, 1_400L);
    user.fake.clients.state(own, OTHER_BOOT, 1, 3_000, 3_000);
    once(own);
    assertThat(acked()).as("400 of them are not in the book").allMatch(bytes -> bytes == 0);
  }

  @Test
  void answersAfterACrashNoMoreThanWasSeen() {
    SessionId session = crashed(700);
    user.fake.clients.state(session, 2, 900, 800);
    user.fake.clients.state(session, 3, 5_000, 900);

    assertThat(once(session)).isTrue();

    assertThat(acked()).containsExactly(1_400L, 1_400L);
  }

  @Test
  void settlesWhatACrashLeftBehindAndErasesIt() throws Exception {
    SessionId session = crashed(700);
    user.fake.clients.state(session, 2, 900, 800);

    new Settlement(user.home, user.access, Clock.systemUTC(), new SecureRandom()).leftovers();

    assertThat(user.fake.clients.ended).containsExactly(session);
    assertThat(acked()).containsExactly(1_400L, 1_400L);
    assertThat(kept()).isEmpty();
    assertThat(folder.resolve("seal.key")).doesNotExist();
  }

  @Test
  void keepsWhatItCannotSettleBecauseNobodyAnswers() throws Exception {
    SessionId session = crashed(700);
    user.fake.close();

    Settlement settlement =
        new Settlement(user.home, user.access, Clock.systemUTC(), new SecureRandom());
    settlement.leftovers();

    assertThat(settlement.settle(session)).isFalse();
    assertThat(kept()).isNotEmpty();
    store.hold(session).close();
  }

  @Test
  void leavesExportedSessionsAndThoseOfLiveProcessesToThem() {
    exported(THOUSAND);
    Opening opening = open();
    try (Holding alive = store.keep(opening, user.access.network().domain(), GONE)) {
      new Settlement(user.home, user.access, Clock.systemUTC(), new SecureRandom()).leftovers();

      assertThat(user.fake.clients.ended).isEmpty();
      assertThatThrownBy(() -> store.hold(alive.session()))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.code()).isEqualTo("SESSION_HELD"));
      assertThat(store.list()).hasSize(2);
    }
  }

  @Test
  void passesOverADamagedFileAndLeavesItAsItIs() throws Exception {
    SessionId damaged = exported(THOUSAND);
    SessionId whole = exported(THOUSAND);
    Path file = folder.resolve("session-" + damaged + ".sealed");
    byte[] content = Files.readAllBytes(file);
    content[40] ^= 1;
    Files.write(file, content);
    user.fake.clients.state(whole, 1, 10, 20);

    try (SigningRun run = run(said -> {})) {
      assertThat(run.once(List.of())).isTrue();
    }

    assertThat(acked()).containsExactly(30L);
    assertThat(store.list()).hasSize(2).hasAtLeastOneElementOfType(Entry.Unreadable.class);
    assertThatThrownBy(() -> store.hold(damaged))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("SESSION_FILE_DAMAGED"));
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void erasesWhatIsADayPastItsEnd() throws Exception {
    exported(THOUSAND);
    Duration grant = SessionTerms.DEFAULT.lifetime();

    new SessionStore(user.home, Clock.offset(Clock.systemUTC(), grant.plusHours(23))).list();
    assertThat(kept()).isNotEmpty();
    new SessionStore(user.home, Clock.offset(Clock.systemUTC(), grant.plusHours(25))).list();
    assertThat(kept()).isEmpty();
  }

  @Test
  void runsForSeveralSessionsUntilAllAreOver() throws Exception {
    List<Said> said = new CopyOnWriteArrayList<>();
    SessionId first = exported(THOUSAND);
    SessionId second = exported(THOUSAND);
    try (SigningRun run = run(said::add)) {
      Thread thread = Thread.ofVirtual().start(() -> run.run(List.of()));
      user.fake.clients.state(first, 1, 100, 100);
      user.fake.clients.state(second, 1, 4_000, 100);
      await(() -> user.fake.clients.acks.size() == 2);
      SessionId third = exported(THOUSAND);
      user.fake.clients.state(third, 1, 7, 7);
      await(() -> acked().contains(14L));
      user.fake.clients.ended.addAll(List.of(first, second, third));
      assertThat(thread.join(Duration.ofSeconds(40))).isTrue();

      assertThat(acked()).containsExactlyInAnyOrder(200L, 1_000L, 14L);
      assertThat(said)
          .filteredOn(line -> line.state() != State.SIGNING)
          .extracting(Said::session, Said::state, Said::signedBytes, Said::code)
          .containsExactlyInAnyOrder(
              org.assertj.core.api.Assertions.tuple(first, State.SETTLED, 200L, null),
              org.assertj.core.api.Assertions.tuple(second, State.ENDED, 1_000L, "LIMIT_REACHED"),
              org.assertj.core.api.Assertions.tuple(third, State.SETTLED, 14L, null));
    }
    assertThat(store.list()).hasSize(1);
  }

  private static void await(java.util.function.BooleanSupplier condition) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 40 s").isLessThan(until);
      Thread.sleep(20);
    }
  }
}
