package com.qubetics.dvpn.stage;

import java.time.Duration;

/// Waiting between two looks at what happens on its own.
public final class Waiting {

  private Waiting() {}

  /// @throws StageException if the thread is interrupted
  public static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted", e);
    }
  }
}
