package com.qubetics.dvpn.protocol.node;

import java.time.Duration;
import java.time.Instant;

/// The numbering of epochs, fixed at deployment: epoch n is `[genesis + n·length, genesis +
/// (n+1)·length)`. Slots divide it: slot s is `[genesis + s·slot, genesis + (s+1)·slot)`, and the
/// slot length divides the epoch length.
///
/// @param genesis seconds since 1970, UTC
/// @param epochSeconds seconds
/// @param slotSeconds seconds
public record EpochSchedule(long genesis, long epochSeconds, long slotSeconds) {
  public EpochSchedule {
    if (genesis < 0 || slotSeconds < 1 || epochSeconds < 1 || epochSeconds % slotSeconds != 0) {
      throw new IllegalArgumentException("schedule: slots do not divide the epoch");
    }
  }

  /// The epoch that `at` lies in; -1 and below before genesis.
  public long epochAt(Instant at) {
    return Math.floorDiv(at.getEpochSecond() - genesis, epochSeconds);
  }

  public long slotAt(Instant at) {
    return Math.floorDiv(at.getEpochSecond() - genesis, slotSeconds);
  }

  public Instant startOfEpoch(long epoch) {
    return Instant.ofEpochSecond(genesis + epoch * epochSeconds);
  }

  /// The first instant that is not in the epoch.
  public Instant endOfEpoch(long epoch) {
    return startOfEpoch(epoch + 1);
  }

  public Instant startOfSlot(long slot) {
    return Instant.ofEpochSecond(genesis + slot * slotSeconds);
  }

  public long epochOfSlot(long slot) {
    return Math.floorDiv(slot * slotSeconds, epochSeconds);
  }

  public long firstSlotOfEpoch(long epoch) {
    return epoch * slotsPerEpoch();
  }

  public long slotsPerEpoch() {
    return epochSeconds / slotSeconds;
  }

  public Duration epochLength() {
    return Duration.ofSeconds(epochSeconds);
  }
}
