package com.qubetics.dvpn.agent.usage;

import com.qubetics.dvpn.protocol.session.CreditBound;

/// How many bytes a session may move beyond what its client has signed.
///
/// How it works, and why. Until its first ack a newcomer's session gets [#START] bytes at full
/// speed and [#ON_THE_WAY] more at a speed that makes them last, in all 32 MiB: whoever never signs
/// gets no more, and who signs late has that long. From an ack on that leaves out no more than what
/// may be lost, the credit covers [#SURE_SECONDS] at the measured rate and the time that an answer
/// takes, whatever came before; it starts from a quarter of what the account has shown and doubles
/// with each ack up to what [#SECONDS] seconds need. An ack that leaves out more takes that back:
/// growth by what it settles, and the slow speed again once the credit is used up.
///
/// Beyond the credit a session goes on for twice the time of an answer, counted from the last ack
/// or from the statement that waits for it, so that an ack on its way is not overtaken; by then it
/// may have moved [#overdraft] more, which bounds it whatever it signs in between.
///
/// Over all that stands what the ledger gives the session of its account's credit. A newcomer has
/// all of that, and once it has signed 768 MiB and as much again as it signed here. An account that
/// has left bytes unsigned, or has many sessions at once, is given less: a quarter of that at full
/// speed, and then no more than it and a quarter of what the session has signed, so that a parting
/// after the first ack gains little. Given less than [#START], it passes slowly until that ack.
///
/// Worked number: at 50 MB/s, with answers within 0.5 s, the first ack makes it 275 MB (5.5 s × 50
/// MB/s), the next two 1000 MB (20 s × 50 MB/s); the overdraft is 50 MB.
///
/// @param limit bytes that may be unsigned
/// @param acked bytes (rx + tx) of this boot that are settled by acks
/// @param proven whether the newest ack settled all that it answers
/// @param given bytes of its account's credit that the ledger gives the session
public record Credit(long limit, long acked, boolean proven, long given) {
  public static final long START = 8L << 20;
  public static final long MOST = 1L << 30;
  public static final long SECONDS = 20;

  /// What a session without an ack may move beyond its credit, and the least overdraft of others.
  public static final long ON_THE_WAY = CreditBound.NEWCOMER - START;

  /// Whatever a ledger says: enough to move what an ack needs.
  private static final long LEAST_GIVEN = 128L << 10;

  /// 400 Mbit/s for the longest answer that counts.
  public static final long MOST_OVERDRAFT = 512L << 20;

  static final long SURE_SECONDS = 5;

  /// Of what an account has shown: 400 Mbit/s for [#SURE_SECONDS].
  private static final long MOST_SHOWN = 256L << 20;

  private static final int SHOWN_PART = 4;
  private static final int FAST_PART = 4;

  /// How often an answer's time is waited for.
  static final int PATIENCE = 2;

  /// @param given bytes, as the ledger says
  public static Credit start(long given) {
    long held = Math.clamp(given, LEAST_GIVEN, CreditBound.NEWCOMER);
    return new Credit(held / FAST_PART, 0, false, held);
  }

  /// Bytes that may be unsigned in all, limit and overdraft.
  long bound() {
    return CreditBound.of(given, acked, proven);
  }

  /// After an ack that leaves out no more than what may be lost. A credit that shrinks, as that of
  /// a session does which has become slow, still leaves room for what was moved on it.
  ///
  /// @param total bytes that the ack settles, of this boot
  /// @param counted bytes of this boot
  /// @param shown what the account has signed for, here and before
  /// @param rate bytes per second, recent
  /// @param answerMillis how long answers take
  public Credit afterAck(long total, long counted, long shown, long rate, long answerMillis) {
    if (total < acked) {
      return this;
    }
    long grown = Math.min(2 * limit, need(rate));
    long earned = Math.clamp(shown / SHOWN_PART, START, MOST_SHOWN);
    long held = Math.min(limit, counted - total);
    long wanted = Math.max(Math.max(grown, earned), held);
    return new Credit(Math.min(wanted, CreditBound.of(given, total, true)), total, true, given)
        .atRate(rate, answerMillis);
  }

  /// After an ack that leaves out more: grows by no more than what it settles, so that a client
  /// that signs next to nothing stays at [#START].
  ///
  /// @param total bytes that the ack settles, of this boot
  /// @param rate bytes per second, recent
  public Credit afterShortAck(long total, long rate) {
    long settled = Math.max(total, acked);
    long wanted = Math.min(limit + settled - acked, need(rate));
    return new Credit(
        Math.min(wanted, CreditBound.of(given, settled, false)), settled, false, given);
  }

  private static long need(long rate) {
    return Math.clamp(Math.min(rate, MOST) * SECONDS, START, MOST);
  }

  /// Covers a rate that has risen since the last ack.
  Credit atRate(long rate, long answerMillis) {
    long way = Math.min(rate, MOST) * (SURE_SECONDS * 1000 + answerMillis) / 1000;
    long cover = Math.min(Math.min(way, MOST), bound());
    return proven && cover > limit ? new Credit(cover, acked, true, given) : this;
  }

  /// How far beyond its limit a session may go while its acks are on the way.
  long overdraft(long rate, long answerMillis) {
    long way = Math.min(rate, MOST) * PATIENCE * answerMillis / 1000;
    long wanted = proven ? Math.clamp(way, ON_THE_WAY, MOST_OVERDRAFT) : ON_THE_WAY;
    return Math.clamp(bound() - limit, 0, wanted);
  }

  /// Whether a look at full speed could see more than there is: a client of so little passes slowly
  /// until it signs.
  boolean startsSlowly() {
    return !proven && given < START;
  }

  /// Bytes after which the next statement is due: early while the credit is small and the way of
  /// the first acks is cold, less often once it is large.
  public long step() {
    return limit <= 4 * START ? limit / 8 : limit / 4;
  }

  public long unsigned(long counted) {
    return counted - acked;
  }

  public boolean isUsedUp(long counted) {
    return unsigned(counted) >= limit;
  }
}
