package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.network.Advice;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.LogExcerpt;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Says what happens: steps, what was measured in them, and the first that failed.
final class Teller {

  /// A step as it came out.
  ///
  /// @param failure empty when it was verified
  record Outcome(int number, String title, double seconds, String failure) {}

  private static final Duration QUIET = Duration.ofSeconds(5);

  private final PrintStream out;
  private final Layout layout;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final long start = System.nanoTime();

  /// When a line was said last.
  private volatile long lastNanos = System.nanoTime();

  Teller(PrintStream out, Layout layout) {
    this.out = out;
    this.layout = layout;
  }

  /// Tells a chapter; false when it failed, which has been told then.
  boolean tells(Chapter chapter) {
    String title = chapter.title();
    int number = outcomes.size() + 1;
    out.printf("%n%s. %s%n", number, title);
    long began = System.nanoTime();
    LogExcerpt logs = LogExcerpt.fromNow(layout.logs());
    String failure = "";
    Thread ticker = Thread.ofVirtual().start(this::tick);
    try {
      chapter.tell();
    } catch (StageException e) {
      failure = e.getMessage();
    } catch (RuntimeException e) { // Thread boundary: an answer of unexpected form fails the step.
      failure = e.toString();
      e.printStackTrace(out);
    }
    ticker.interrupt();
    double seconds = seconds(began);
    outcomes.add(new Outcome(number, title, seconds, failure));
    if (failure.isEmpty()) {
      out.printf(Locale.ROOT, "   verified in %.1f s%n", seconds);
    } else {
      out.printf("   FAILED step %s (%s)%n", number, title);
      failure.lines().forEach(line -> out.printf("   %s%n", line));
      Advice.after(logs, layout, "./dev demo").forEach(line -> out.printf("   %s%n", line));
    }
    return failure.isEmpty();
  }

  /// A sign of life while a step has nothing to say.
  private void tick() {
    try {
      while (true) {
        Thread.sleep(1000);
        if (System.nanoTime() - lastNanos > QUIET.toNanos()) {
          List<String> awaited = Check.awaited();
          say(awaited.isEmpty() ? "…" : "… until " + String.join("; ", awaited));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The step is over.
    }
  }

  synchronized void say(String format, Object... values) {
    lastNanos = System.nanoTime();
    out.printf(
        Locale.ROOT,
        "   %5.0f s  %s%n",
        seconds(start),
        String.format(Locale.ROOT, format, values));
    out.flush();
  }

  void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /// Seconds since a reading of [System#nanoTime].
  static double seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
  }
}
