package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.engines.Slowness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a person may do about a start or a story that failed: the log lines that matter, and what
/// to try.
public final class Advice {
  private static final double BUSY = 3;

  private Advice() {}

  /// @param program the command that failed, as it would be typed again
  public static List<String> after(LogExcerpt logs, Layout layout, String program) {
    List<String> lines = new ArrayList<>();
    List<String> trouble = logs.lines();
    if (trouble.isEmpty()) {
      lines.add("the logs say of no warning or error since then");
    } else {
      lines.add("warnings and errors in the logs since then:");
      trouble.forEach(line -> lines.add("  " + line));
    }
    double slowness = Slowness.factor();
    if (slowness >= BUSY) {
      lines.add(
          String.format(
              Locale.ROOT,
              "this machine is busy: the same work takes %.1f times as long as on an idle one; end other programs, or give it more cores",
              slowness));
    }
    lines.add(
        "try: %s once more; if it fails again, ./dev down --wipe and from the start; whole logs: %s"
            .formatted(program, layout.logs()));
    return lines;
  }
}
