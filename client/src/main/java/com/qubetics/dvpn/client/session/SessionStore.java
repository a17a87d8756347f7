package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.home.HomeLock;
import com.qubetics.dvpn.client.home.SealedFiles;
import com.qubetics.dvpn.client.session.SessionOpening.Opening;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The sessions of a home that are not settled: key, acks so far, and what bounds them, sealed, a
/// file for each. One goes when all that its node stated is signed, and a day after its end in any
/// case, for then the ledger takes no acks of it.
public final class SessionStore {
  private static final String PREFIX = "session-";
  private static final int LOCK_TRIES = 20;
  private static final Duration LOCK_POLL = Duration.ofMillis(10);

  private final Home home;
  private final SealedFiles files;
  private final Clock clock;

  public SessionStore(Home home, Clock clock) {
    this.home = home;
    this.files = new SealedFiles(home);
    this.clock = clock;
  }

  /// What may be shown of a kept session.
  public sealed interface Entry {

    /// @param limit null where this machine's own tunnel counts
    /// @param signed bytes acknowledged so far, or stored to be
    /// @param held whether a process signs for it at this moment
    record Kept(
        SessionId session,
        NodeId node,
        Instant openedAt,
        Instant notAfter,
        @Nullable Instant endedAt,
        @Nullable Limit limit,
        ByteCount signed,
        boolean held)
        implements Entry {}

    /// Damaged, or of another home; it is left as it is.
    record Unreadable(ProblemException problem) implements Entry {}
  }

  /// Keeps a session of this machine's own tunnel.
  public Holding keep(Opening opening, Domain domain, OwnTunnel tunnel) {
    return keep(KeptSession.of(opening, domain, tunnel, null));
  }

  /// Keeps a session that another device uses.
  public Holding keep(Opening opening, Domain domain, Limit limit) {
    return keep(KeptSession.of(opening, domain, null, limit));
  }

  private Holding keep(KeptSession session) {
    String name = name(session.session());
    HomeLock lock = lock(name).orElseThrow(() -> held(session.session()));
    try {
      write(session);
      return new Holding(this, lock, session);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Takes the right to sign for a session.
  ///
  /// @throws ProblemException SESSION_NOT_KEPT, SESSION_HELD or SESSION_FILE_DAMAGED
  public Holding hold(SessionId session) {
    String name = name(session);
    if (!keeps(session)) {
      throw notKept(session);
    }
    HomeLock lock = patientLock(name).orElseThrow(() -> held(session));
    try {
      KeptSession kept = files.read(name, KeptSession.class).orElseThrow(() -> notKept(session));
      return new Holding(this, lock, kept);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public boolean keeps(SessionId session) {
    return Files.exists(files.file(name(session)));
  }

  /// All that are kept, the oldest first; those past their time are erased by the way.
  public List<Entry> list() {
    return files.names(PREFIX).stream()
        .flatMap(name -> entry(name).stream())
        .sorted(Comparator.comparing(SessionStore::age))
        .toList();
  }

  private static Instant age(Entry entry) {
    return entry instanceof Entry.Kept kept ? kept.openedAt() : Instant.MAX;
  }

  private Optional<Entry> entry(String name) {
    try {
      Optional<KeptSession> kept = files.read(name, KeptSession.class);
      if (kept.filter(session -> session.isPast(now())).isPresent()) {
        erase(kept.get().session());
        return Optional.empty();
      }
      return kept.map(session -> shown(name, session));
    } catch (ProblemException e) {
      return Optional.of(new Entry.Unreadable(e));
    }
  }

  private Entry shown(String name, KeptSession session) {
    Optional<HomeLock> free = lock(name);
    free.ifPresent(HomeLock::close);
    return new Entry.Kept(
        session.session(),
        session.book().node(),
        session.openedAt(),
        session.notAfter(),
        session.endedAt(),
        session.limit(),
        session.book().acked(),
        free.isEmpty());
  }

  Instant now() {
    return clock.instant();
  }

  void write(KeptSession session) {
    files.write(name(session.session()), session);
  }

  void erase(SessionId session) {
    files.delete(name(session));
    home.delete(lockName(name(session)));
  }

  private Optional<HomeLock> lock(String name) {
    return home.lock(lockName(name));
  }

  /// Who lists the sessions takes the lock for a moment, too.
  private Optional<HomeLock> patientLock(String name) {
    Optional<HomeLock> lock = lock(name);
    for (int tries = 1; lock.isEmpty() && tries < LOCK_TRIES; tries++) {
      LockSupport.parkNanos(LOCK_POLL.toNanos());
      lock = lock(name);
    }
    return lock;
  }

  private static String lockName(String name) {
    return "." + name + ".lock";
  }

  private static String name(SessionId session) {
    return PREFIX + session;
  }

  private static ProblemException held(SessionId session) {
    return new ProblemException(
        ProblemCode.SESSION_HELD, "another process signs for session %s".formatted(session));
  }

  private static ProblemException notKept(SessionId session) {
    return new ProblemException(
        ProblemCode.SESSION_NOT_KEPT, "session %s is not kept in this home".formatted(session));
  }
}
