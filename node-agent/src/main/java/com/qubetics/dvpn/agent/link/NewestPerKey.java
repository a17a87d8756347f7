package com.qubetics.dvpn.agent.link;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What waits to be sent, the newest value per key. Bounded by the number of keys: sessions, of
/// which a node has a most. Thread-safe.
public final class NewestPerKey<K, V> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Map<K, V> waiting = new LinkedHashMap<>();

  public void put(K key, V value) {
    lock.lock();
    try {
      waiting.put(key, value);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Puts back what could not be sent, unless something newer has come.
  public void putBack(Map<K, V> unsent) {
    lock.lock();
    try {
      unsent.forEach(waiting::putIfAbsent);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for something and takes up to `most` of it.
  ///
  /// @return empty after `millis` with nothing
  public Map<K, V> take(int most, long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (waiting.isEmpty() && nanos > 0) {
        nanos = filled.awaitNanos(nanos);
      }
      Map<K, V> taken = new LinkedHashMap<>();
      var entries = waiting.entrySet().iterator();
      while (entries.hasNext() && taken.size() < most) {
        var entry = entries.next();
        taken.put(entry.getKey(), entry.getValue());
        entries.remove();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
