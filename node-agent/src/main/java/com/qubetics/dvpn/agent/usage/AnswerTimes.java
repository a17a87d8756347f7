package com.qubetics.dvpn.agent.usage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// How long this network's acks have lately taken, from the statement of a usage to the arrival of
/// the ack that answers it: gateway, ledger, client and the machines that all of them run on.
///
/// How it works, and why. Each session has one figure, the slowest of its last eight answers within
/// five minutes, however many it gives: a busy machine is slow now and then, and the slow answers
/// are the ones that a pause must not meet. Over the sessions the figure at nine tenths counts,
/// rounded down: of two to ten sessions the slowest is left out, of a hundred the slowest ten. So a
/// client that stalls on purpose stretches its own time and nobody else's, and neither does anybody
/// stretch it beyond [#MOST_MILLIS]. What is still unanswered counts for nothing: silence costs
/// nothing to fake.
///
/// Worked number: nine sessions answer within 0.1 to 0.9 s, one within 8 s. The figure is the ninth
/// of ten, 0.9 s; the slow one itself is given 8 s.
///
/// Not thread-safe; times are milliseconds of the agent's clock.
public final class AnswerTimes {
  static final long LEAST_MILLIS = 500;
  static final long MOST_MILLIS = 10_000;

  /// Before the first answer: a node that has just started, on a machine that starts much else.
  static final long UNKNOWN_MILLIS = 5_000;

  static final long WINDOW_MILLIS = 300_000;

  /// Sessions that count, those that answered last.
  private static final int MOST_SESSIONS = 1_024;

  /// The figure over all sessions is reckoned this often.
  private static final long FRESH_MILLIS = 1_000;

  private static final int TENTHS = 9;

  private final SequencedSet<AckTimes> sessions = new LinkedHashSet<>();
  private long network = UNKNOWN_MILLIS;
  private long reckonedAt = Long.MIN_VALUE / 2;

  /// An ack came.
  ///
  /// @param session whose it is
  /// @param took since its usage was stated
  void add(AckTimes session, long took, long now) {
    boolean first = sessions.isEmpty();
    session.add(Math.clamp(took, 0, MOST_MILLIS), now);
    sessions.addLast(session);
    if (sessions.size() > MOST_SESSIONS) {
      sessions.removeFirst();
    }
    if (first) {
      reckon(now);
    }
  }

  /// Over all sessions.
  long ofNetwork(long now) {
    if (Math.abs(now - reckonedAt) >= FRESH_MILLIS) {
      reckon(now);
    }
    return network;
  }

  /// For one session: the network's, or its own if that is longer.
  long of(AckTimes session, long now) {
    return Math.max(ofNetwork(now), session.slowest(now));
  }

  private void reckon(long now) {
    reckonedAt = now;
    List<Long> figures = new ArrayList<>();
    for (Iterator<AckTimes> each = sessions.iterator(); each.hasNext(); ) {
      long slowest = each.next().slowest(now);
      if (slowest < 0) {
        each.remove();
      } else {
        figures.add(slowest);
      }
    }
    figures.sort(null);
    network =
        figures.isEmpty()
            ? UNKNOWN_MILLIS
            : Math.max(LEAST_MILLIS, figures.get((figures.size() - 1) * TENTHS / 10));
  }
}
