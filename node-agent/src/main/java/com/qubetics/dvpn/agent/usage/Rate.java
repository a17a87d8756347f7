package com.qubetics.dvpn.agent.usage;

/// Bytes per second, smoothed over about two seconds.
record Rate(double bytesPerSecond) {
  private static final double SECONDS = 2;

  static final Rate NONE = new Rate(0);

  Rate after(long bytes, long millis) {
    if (millis <= 0) {
      return this;
    }
    double seconds = millis / 1000.0;
    double weight = 1 - Math.exp(-seconds / SECONDS);
    return new Rate(bytesPerSecond + weight * (bytes / seconds - bytesPerSecond));
  }
}
