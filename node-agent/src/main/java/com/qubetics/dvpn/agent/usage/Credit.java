package com.qubetics.dvpn.agent.usage;

/// How many bytes a session may move beyond what its client has signed. Grows like TCP's slow
/// start: a client that never signs gets [#START] bytes from a node, what it moves until it should
/// have answered, and never more than [#OVERDRAFT] beyond; one that signs gets double with each
/// ack, up to what [#SECONDS] seconds at its recent rate need, at most [#MOST].
///
/// Worked number: at 50 MB/s the credit is 8, 16, 32 … 1000 MB after seven acks (20 s × 50 MB/s).
///
/// @param limit bytes that may be unsigned
/// @param acked bytes (rx + tx) of this boot that are settled by acks
public record Credit(long limit, long acked) {
  public static final long START = 8L << 20;
  public static final long MOST = 1L << 30;
  public static final long SECONDS = 20;

  /// 400 Mbit/s for half a second.
  public static final long OVERDRAFT = 24L << 20;

  public static Credit start() {
    return new Credit(START, 0);
  }

  /// After an ack that leaves out no more than what may be lost.
  ///
  /// @param total bytes that the ack settles, of this boot
  /// @param rate bytes per second, recent
  public Credit afterAck(long total, long rate) {
    return after(total, rate, limit);
  }

  /// After an ack that leaves out more: grows by no more than what it settles, so that a client
  /// that signs next to nothing stays at [#START].
  ///
  /// @param total bytes that the ack settles, of this boot
  /// @param rate bytes per second, recent
  public Credit afterShortAck(long total, long rate) {
    return after(total, rate, Math.min(limit, total - acked));
  }

  private Credit after(long total, long rate, long growth) {
    if (total < acked) {
      return this;
    }
    long need = Math.clamp(rate, 0, MOST) * SECONDS;
    return new Credit(Math.min(limit + growth, Math.clamp(need, START, MOST)), total);
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

  /// Used up, and so much beyond it as a fast client moves while its ack is on the way.
  public boolean isOverdrawn(long counted) {
    return unsigned(counted) >= limit + OVERDRAFT;
  }
}
