package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// The most bytes that a session can have moved, whatever both its ends sign.
///
/// How it works, and why: a line carries so much in a second each way and no more, and a grant so
/// much in all. Both count from what the ledger saw itself: the session can't have moved bytes
/// before it was recorded or after it ended, give or take the [ClockTolerance]. A node sees twice a
/// second whether a grant is used up, so it may run over by what a second carries. Example: at 10
/// Gbit/s a session recorded a minute ago can have moved 180 s of 2.5 GB, 450 GB, and with a grant
/// of 1 GB no more than 3.5 GB.
///
/// @param grant of the session, rx + tx
/// @param recordedAt when the session was recorded
/// @param endedAt when it ended; null while it runs
record UsageBound(ByteCount grant, Instant recordedAt, @Nullable Instant endedAt) {

  /// @param line what the fastest line carries in a second, each way
  /// @param now by the ledger's clock
  boolean allows(long bytes, DataSize line, Instant now) {
    return bytes <= most(line, now);
  }

  long most(DataSize line, Instant now) {
    long perSecond = 2 * line.toBytes();
    Instant latest = endedAt == null ? now : UsageTime.earlier(endedAt, now);
    long seconds =
        Math.max(0, Duration.between(recordedAt, latest).toSeconds()) + ClockTolerance.SECONDS;
    long byLine =
        perSecond > Long.MAX_VALUE / (seconds + 1) ? Long.MAX_VALUE : perSecond * (seconds + 1) - 1;
    return Math.min(byLine, grant.bytes() + Math.min(perSecond, Long.MAX_VALUE - grant.bytes()));
  }
}
