package com.qubetics.dvpn.agent.limit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A [RateLimit] for each address that sends: [#CELLS] buckets, and addresses fall into them as a
/// secret number says. So the memory is the same whatever comes, no address is kept, and nobody can
/// choose to share another's bucket; by chance one in [#CELLS] does.
public final class SourceLimits {
  static final int CELLS = 4096;

  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final RateLimit[] cells;
  private final long secret;

  /// @param most at once
  public SourceLimits(double perSecond, double most, long nowNanos, SplittableRandom random) {
    this.cells = new RateLimit[CELLS];
    Arrays.setAll(cells, cell -> new RateLimit(perSecond, most, nowNanos));
    this.secret = random.nextLong();
  }

  public boolean take(InetAddress source, long nowNanos) {
    RateLimit limit = cells[cell(source)];
    synchronized (limit) {
      return limit.take(nowNanos);
    }
  }

  private int cell(InetAddress source) {
    long hash = secret;
    for (byte part : source.getAddress()) {
      hash = (hash ^ part) * SPREAD;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 32) & CELLS - 1;
  }
}
