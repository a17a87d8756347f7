package com.qubetics.dvpn.client.signing;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.AckLoop.Figures;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionStore.Entry;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Signs for the kept sessions of a home, each on a thread of its own, until all are over or
/// [#stop]. Those that come meanwhile are taken too; those that another process signs for are left
/// to it.
public final class SigningRun implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration LAST_ACKS = Duration.ofSeconds(3);

  private final SessionStore store;
  private final Access access;
  private final RandomGenerator random;
  private final Consumer<Said> out;
  private final CountDownLatch stop = new CountDownLatch(1);

  private final Map<SessionId, Signing> open = new LinkedHashMap<>();
  private final Map<SessionId, Said> said = new HashMap<>();

  /// @param out told of each change, on the thread that runs
  public SigningRun(SessionStore store, Access access, RandomGenerator random, Consumer<Said> out) {
    this.store = store;
    this.access = access;
    this.random = random;
    this.out = out;
  }

  /// How it stands with a session.
  ///
  /// @param signedBytes by this home so far
  /// @param countedBytes as the ledger answered the newest ack; 0 before the first
  /// @param code why not all is signed, stable; null if all is
  public record Said(
      SessionId session, State state, long signedBytes, long countedBytes, @Nullable String code) {}

  /// Whether signing goes on.
  public enum State {
    SIGNING,
    /// The ledger could not be asked yet.
    WAITING,
    /// Over, and nothing is left to sign: what was kept is erased.
    SETTLED,
    /// Over; what the limit or a refusal leaves unsigned can be signed for a day more.
    ENDED
  }

  /// Signs what is stated at this moment.
  ///
  /// @param chosen empty: all that are kept
  /// @return whether each was answered
  public boolean once(List<SessionId> chosen) {
    boolean all = true;
    for (SessionId session : candidates(chosen)) {
      all &= once(session);
    }
    return all;
  }

  private boolean once(SessionId session) {
    try (Signing signing = Signing.resume(store.hold(session), access, random)) {
      boolean over = signing.isOver();
      signing.once();
      Figures figures = signing.figures();
      boolean settled = over && signing.finish(LAST_ACKS);
      say(session, settled ? State.SETTLED : over ? State.ENDED : State.SIGNING, figures);
      return figures.refused() == null;
    } catch (ProblemException | GatewayException e) {
      say(new Said(session, State.WAITING, 0, 0, code(e)));
      return false;
    }
  }

  /// Runs until all are over, or [#stop].
  ///
  /// @param chosen empty: all that are kept, also those that come meanwhile
  public void run(List<SessionId> chosen) {
    long round = System.nanoTime() - ROUND.toNanos();
    do {
      if (System.nanoTime() - round >= ROUND.toNanos()) {
        round = System.nanoTime();
        candidates(chosen).forEach(this::take);
        List.copyOf(open.values()).forEach(this::endIfOver);
      }
      open.forEach((session, signing) -> say(session, State.SIGNING, signing.figures()));
    } while (!stopsWithin(LOOK) && !(open.isEmpty() && candidates(chosen).isEmpty()));
  }

  private List<SessionId> candidates(List<SessionId> chosen) {
    return store.list().stream()
        .filter(Entry.Kept.class::isInstance)
        .map(Entry.Kept.class::cast)
        .filter(kept -> chosen.isEmpty() || chosen.contains(kept.session()))
        .filter(kept -> !kept.held() && isToBeSigned(kept.session()))
        .map(Entry.Kept::session)
        .toList();
  }

  /// Not those that have ended without being settled: another run may try them again.
  private boolean isToBeSigned(SessionId session) {
    Said last = said.get(session);
    return last == null || (last.state() != State.ENDED && last.state() != State.SETTLED);
  }

  private void take(SessionId session) {
    try {
      Signing signing = Signing.resume(store.hold(session), access, random);
      open.put(session, signing);
      signing.start();
    } catch (ProblemException | GatewayException e) {
      say(new Said(session, State.WAITING, 0, 0, code(e)));
    }
  }

  private void endIfOver(Signing signing) {
    if (signing.isOver()) {
      SessionId session = signing.session();
      open.remove(session);
      boolean settled = signing.finish(LAST_ACKS);
      say(session, settled ? State.SETTLED : State.ENDED, signing.figures());
    }
  }

  private static String code(RuntimeException e) {
    return e instanceof ProblemException problem ? problem.code() : ProblemCode.NO_ANSWER.name();
  }

  private void say(SessionId session, State state, Figures figures) {
    say(new Said(session, state, figures.ackedBytes(), figures.countedBytes(), figures.refused()));
  }

  private void say(Said next) {
    if (!next.equals(said.put(next.session(), next))) {
      out.accept(next);
    }
  }

  private boolean stopsWithin(Duration time) {
    try {
      return stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// From any thread.
  public void stop() {
    stop.countDown();
  }

  /// All sessions stay kept.
  @Override
  public void close() {
    open.values().forEach(Signing::close);
    open.clear();
  }
}
