package com.qubetics.dvpn.agent.usage;

/// Bytes that all sessions of this boot moved, those that ended included. Made of what each session
/// moved between two readings, so it only grows, however sessions come and go; a sum over the
/// sessions that are served falls with each one that ends.
public record Moved(long rxBytes, long txBytes) {
  public static final Moved NOTHING = new Moved(0, 0);

  public Moved {
    if (rxBytes < 0 || txBytes < 0) {
      throw new IllegalArgumentException(
          "moved: %s, %s (expected: 0 up)".formatted(rxBytes, txBytes));
    }
  }

  /// What a meter counted so far.
  public static Moved by(Meter meter) {
    return new Moved(meter.rxBytes(), meter.txBytes());
  }

  public Moved plus(Moved more) {
    return new Moved(
        Math.addExact(rxBytes, more.rxBytes()), Math.addExact(txBytes, more.txBytes()));
  }

  /// @param before an earlier count of the same
  public Moved since(Moved before) {
    return new Moved(rxBytes - before.rxBytes(), txBytes - before.txBytes());
  }
}
