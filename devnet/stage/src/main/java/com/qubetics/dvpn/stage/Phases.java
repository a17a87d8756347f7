package com.qubetics.dvpn.stage;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Where the time of a command went: what `./dev` did before, the network's start, the story. One
/// thread.
final class Phases {
  private final Map<String, Duration> phases = new LinkedHashMap<>();
  private long sinceNanos = System.nanoTime();
  private Duration ready = Duration.ZERO;

  private Phases() {}

  /// @param before `NAME=MILLISECONDS`, separated by commas; empty for a command without `./dev`
  /// @throws IllegalArgumentException if it is not of that form
  static Phases after(String before) {
    Phases phases = new Phases();
    for (String phase : before.isEmpty() ? new String[0] : before.split(",")) {
      String[] part = phase.split("=");
      if (part.length != 2) {
        throw new IllegalArgumentException("phase: %s (expected: NAME=MILLIS)".formatted(phase));
      }
      phases.phases.put(part[0], Duration.ofMillis(Long.parseLong(part[1])));
    }
    return phases;
  }

  void ready() {
    took("network");
    ready = sum();
  }

  void told() {
    took("story");
  }

  private void took(String phase) {
    long now = System.nanoTime();
    phases.put(phase, Duration.ofNanos(now - sinceNanos));
    sinceNanos = now;
  }

  private Duration sum() {
    return phases.values().stream().reduce(Duration.ZERO, Duration::plus);
  }

  /// `by phase: packages 0 s, … network 61 s; ready after 1 min 41 s, all of it 3 min 31 s`.
  @Override
  public String toString() {
    String each =
        phases.entrySet().stream()
            .map(phase -> phase.getKey() + " " + text(phase.getValue()))
            .collect(Collectors.joining(", "));
    String all = sum().equals(ready) ? "" : ", all of it " + text(sum());
    return "by phase: %s; ready after %s%s".formatted(each, text(ready), all);
  }

  private static String text(Duration time) {
    long seconds = Math.round(time.toMillis() / 1000.0);
    return seconds < 60 ? seconds + " s" : "%s min %s s".formatted(seconds / 60, seconds % 60);
  }
}
