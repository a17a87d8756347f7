package com.qubetics.dvpn.ledger.signal;

import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.sql.Values;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Bells that requests wait for, named by what changes. A bell only says "look again": who waits
/// reads the database, which is the truth. [SafetyNet] looks for all of them every second, so a
/// lost signal costs that and nothing else.
@Component
public final class Signals {
  static final String CHANNEL = "ledger";
  static final String PEERS = "peers:";
  static final String SESSION = "session:";

  private final JdbcClient jdbc;
  private final Map<String, Set<Semaphore>> bells = new ConcurrentHashMap<>();
  private final Map<String, Consumer<String>> hearers = new ConcurrentHashMap<>();
  private volatile boolean closing;

  public Signals(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// The name of changes of a node's peers.
  public static String peers(NodeId node) {
    return PEERS + Hex.format(node.address().bytes());
  }

  /// The name of changes of a session: its state and its newest usage.
  public static String session(SessionId session) {
    return SESSION + Hex.format(session.digest().bytes());
  }

  /// Tells all replicas, this one included, in one order that is the same for each.
  ///
  /// @param kind ends with a colon; who hears of it: [#hear]
  public void tell(String kind, String what) {
    notify(kind + what);
  }

  /// Hears what is told of this kind, in the listener's thread.
  public void hear(String kind, Consumer<String> hearer) {
    hearers.put(kind, hearer);
  }

  /// Rings once the surrounding transaction has committed; never if it rolls back.
  public void ringAfterCommit(String name) {
    notify(name);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            ring(name);
          }
        });
  }

  private void notify(String note) {
    jdbc.sql("select pg_notify(:channel, :note)")
        .paramSource(Values.of("channel", CHANNEL).and("note", note))
        .query((row, number) -> note)
        .list();
  }

  /// Takes what came from PostgreSQL.
  void heard(String note) {
    String kind = note.substring(0, note.indexOf(':') + 1);
    Consumer<String> hearer = hearers.get(kind);
    if (hearer == null) {
      ring(note);
    } else {
      hearer.accept(note.substring(kind.length()));
    }
  }

  /// What is waited for at this moment.
  public Set<String> awaited() {
    return Set.copyOf(bells.keySet());
  }

  /// Wakes who waits in this process.
  public void ring(String name) {
    bells.getOrDefault(name, Set.of()).forEach(Semaphore::release);
  }

  /// Reads until there is an answer, at most for `limit` (plus one read); empty when the time is
  /// over or the service is closing. Holds no connection while it waits.
  public <T> Optional<T> await(String name, Duration limit, Supplier<Optional<T>> read) {
    Semaphore bell = new Semaphore(0);
    bells.compute(name, (key, set) -> add(set, bell));
    try {
      long end = System.nanoTime() + limit.toNanos();
      while (true) {
        Optional<T> answer = read.get();
        long left = end - System.nanoTime();
        if (answer.isPresent() || left <= 0 || closing || !pause(bell, left)) {
          return answer;
        }
      }
    } finally {
      bells.computeIfPresent(name, (key, set) -> remove(set, bell));
    }
  }

  /// Waiting requests end at once when the service stops; their callers ask another replica.
  @EventListener(ContextClosedEvent.class)
  void close() {
    closing = true;
    bells.values().forEach(set -> set.forEach(Semaphore::release));
  }

  private static boolean pause(Semaphore bell, long leftNanos) {
    try {
      if (bell.tryAcquire(leftNanos, TimeUnit.NANOSECONDS)) {
        bell.drainPermits();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Set<Semaphore> add(@Nullable Set<Semaphore> set, Semaphore bell) {
    Set<Semaphore> result = set == null ? ConcurrentHashMap.newKeySet() : set;
    result.add(bell);
    return result;
  }

  private static @Nullable Set<Semaphore> remove(Set<Semaphore> set, Semaphore bell) {
    set.remove(bell);
    return set.isEmpty() ? null : set;
  }
}
