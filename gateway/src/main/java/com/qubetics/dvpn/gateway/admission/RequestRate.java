package com.qubetics.dvpn.gateway.admission;

import java.util.concurrent.ConcurrentHashMap;

/// The generic cell rate algorithm: one number per caller says all that a token bucket knows.
///
/// ## How it works, and why
///
/// Each request is due `interval` after the one before; `dueNanos` is when the next one would be if
/// the caller had kept exactly to its rate. Who comes early runs ahead of it, by at most `burst`
/// intervals. Example: 10 per second, burst 5: interval 100 ms; at t = 0 five requests pass and due
/// is 500 ms; the sixth would make it 600 ms > 0 + 500 ms and is refused for 100 ms.
///
/// A caller whose due time is past is the same as one never seen: forgetting it loses nothing,
/// which is what bounds the memory.
public final class RequestRate {
  static final int MAX_CALLERS = 100_000;
  private static final long SECOND = 1_000_000_000L;

  /// @param remaining requests that could follow at once
  /// @param waitSeconds until the next is admitted; 0 if admitted, else at least 1
  public record Decision(boolean admitted, long remaining, long waitSeconds) {}

  private final long intervalNanos;
  private final long spanNanos;

  /// Key → due time; of `System.nanoTime`'s kind. Each entry is changed under its map bin's lock.
  private final ConcurrentHashMap<String, Long> dueNanos = new ConcurrentHashMap<>();

  /// @param intervalNanos between two requests in the long run
  /// @param burst requests that may come at once
  public RequestRate(long intervalNanos, int burst) {
    this.intervalNanos = intervalNanos;
    this.spanNanos = intervalNanos * burst;
  }

  /// @param burst requests that may come at once
  public static RequestRate perSecond(int requests, int burst) {
    return new RequestRate(SECOND / requests, burst);
  }

  public Decision take(String caller, long nowNanos) {
    if (dueNanos.size() >= MAX_CALLERS) {
      forget(nowNanos);
    }
    Decision[] decision = {decide(intervalNanos)}; // written under the bin's lock
    dueNanos.merge(
        caller,
        nowNanos + intervalNanos,
        (due, first) -> {
          long next = due - nowNanos < 0 ? first : due + intervalNanos;
          decision[0] = decide(next - nowNanos);
          return decision[0].admitted() ? next : due;
        });
    return decision[0];
  }

  /// Counts `requests` more that are done already, admitted or not: who is made to pay so may be
  /// out of its burst for longer than one interval.
  public void charge(String caller, int requests, long nowNanos) {
    dueNanos.compute(
        caller,
        (key, due) ->
            (due == null || due - nowNanos < 0 ? nowNanos : due) + requests * intervalNanos);
  }

  /// @param aheadNanos how far the caller would run ahead of its rate with this request
  private Decision decide(long aheadNanos) {
    long room = spanNanos - aheadNanos;
    return room < 0
        ? new Decision(false, 0, Math.ceilDiv(-room, SECOND))
        : new Decision(true, room / intervalNanos, 0);
  }

  /// Drops who is not ahead of its rate; if all are (an attack from as many addresses), everybody:
  /// this limit protects the gateway and decides nothing else, so it opens rather than closes.
  public void forget(long nowNanos) {
    dueNanos.values().removeIf(due -> due - nowNanos < 0);
    if (dueNanos.size() >= MAX_CALLERS) {
      dueNanos.clear();
    }
  }

  int callers() {
    return dueNanos.size();
  }
}
