package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.protocol.session.CreditBound;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What an account may have unsigned, bytes, over all its sessions; pure.
///
/// How it works, and why: a node serves before it is signed for, so somebody who never signs gets
/// something for nothing, and what he left is told by nodes alone, whose word must cost nobody
/// anything (invariant I13). So the word of a node takes no right away and locks nobody out; it
/// makes the next start smaller. An account has the first limit and a quarter of all that it ever
/// signed for. Off that go the shares of its running sessions and what it left unsigned, of one
/// node at most [#NODE_WORD]. A new session is given half of what there is, as a power of two so
/// that nobody is recognised by it, [#MOST_SHARE] at most: many sessions at once share one limit.
/// Where nothing is left, each node that has nothing to complain of, and has no session of the
/// account's, still gives [#LEAST_SHARE]; a client that signs what it uses grows from that as fast
/// as it moves. A node that had [#NODE_WORD] left unsigned serves the account no more until it
/// signs.
///
/// Worked number: a newcomer that never signs gets 32 MiB at a first node, which then refuses it;
/// 16, 8, 4, 2, 1, ½ and ¼ at others, 64 MiB in all; then ¼ MiB at each node that it has not tried.
/// With one node that lies about him an honest newcomer has 16 MiB for a start at all others, and
/// all of 32 again once he has signed 128.
///
/// @param first limit of an account that has signed nothing
/// @param signed all that the account ever signed for and a pass or free traffic covered
/// @param remembered what it left in sessions that are forgotten
/// @param sessions those that still have their account, running or over
record AccountCredit(long first, long signed, long remembered, List<Exposure> sessions) {
  static final long MOST_SHARE = CreditBound.NEWCOMER;
  static final long LEAST_SHARE = 256L << 10;

  /// What one node's word counts at most.
  static final long NODE_WORD = 32L << 20;

  /// Bytes that a node may be owed by whoever it is to give [#LEAST_SHARE].
  static final long TOLERATED = 64L << 10;

  private static final int SIGNED_PART = 4;

  AccountCredit {
    sessions = List.copyOf(sessions);
  }

  /// A session of the account.
  ///
  /// @param credit what it was given
  /// @param stated what its node says that it moved
  /// @param counted what of it is signed
  record Exposure(NodeId node, boolean alive, long credit, long stated, long counted) {

    /// What it left unsigned, no more than an honest node could have let it.
    long left() {
      long unsigned = stated - counted - counted / SessionCredit.LOST_PART;
      return alive ? 0 : Math.clamp(unsigned, 0, new SessionCredit(credit, counted).inFlight());
    }
  }

  /// Bytes that a new session at this node is given; empty if it is to be served no more.
  Optional<Long> shareAt(NodeId node) {
    long leftHere = leftAt(node);
    if (leftHere >= NODE_WORD) {
      return Optional.empty();
    }
    long half = rest() / 2;
    if (half >= LEAST_SHARE) {
      return Optional.of(Math.min(MOST_SHARE, Long.highestOneBit(half)));
    }
    return leftHere <= TOLERATED && sessions.stream().noneMatch(session -> runsAt(session, node))
        ? Optional.of(LEAST_SHARE)
        : Optional.empty();
  }

  private static boolean runsAt(Exposure session, NodeId node) {
    return session.alive() && session.node().equals(node);
  }

  private long leftAt(NodeId node) {
    return sessions.stream()
        .filter(session -> session.node().equals(node))
        .mapToLong(Exposure::left)
        .sum();
  }

  /// What no session has and none has left unsigned; below zero if more is.
  private long rest() {
    long shared = sessions.stream().filter(Exposure::alive).mapToLong(Exposure::credit).sum();
    Map<NodeId, Long> left =
        sessions.stream()
            .collect(Collectors.groupingBy(Exposure::node, Collectors.summingLong(Exposure::left)));
    long words = left.values().stream().mapToLong(word -> Math.min(word, NODE_WORD)).sum();
    return first + signed / SIGNED_PART - remembered - shared - words;
  }
}
