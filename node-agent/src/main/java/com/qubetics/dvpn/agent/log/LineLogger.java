package com.qubetics.dvpn.agent.log;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// Writes what is at least of level INFO as `2026-01-31T23:59:59.123Z LEVEL message`, with the
/// stack trace of what was thrown below it. In a message `{0}` to `{9}` stand for the parameters;
/// unlike a `MessageFormat` it knows no formats and no quotes. Lines of threads do not mix.
final class LineLogger implements System.Logger {
  private final String name;
  private final PrintStream out;
  private final Clock clock;

  LineLogger(String name, PrintStream out, Clock clock) {
    this.name = name;
    this.out = out;
    this.clock = clock;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.getSeverity() >= Level.INFO.getSeverity() && level != Level.OFF;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    StringWriter text = new StringWriter();
    text.append(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    text.append(' ').append(level.name()).append(' ').append(String.valueOf(message));
    text.append(System.lineSeparator());
    if (thrown != null) {
      thrown.printStackTrace(new PrintWriter(text, true));
    }
    out.print(text);
    out.flush();
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    if (isLoggable(level)) {
      log(level, bundle, filled(String.valueOf(format), parameters), (Throwable) null);
    }
  }

  private static String filled(String format, @Nullable Object @Nullable [] parameters) {
    if (parameters == null) {
      return format;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      int number = placeholder(format, i);
      if (number >= 0 && number < parameters.length) {
        text.append(parameters[number]);
        i += 2;
      } else {
        text.append(format.charAt(i));
      }
    }
    return text.toString();
  }

  /// @return the number in `{0}` to `{9}` at this place; negative if there is no such thing
  private static int placeholder(String format, int at) {
    boolean there =
        at + 2 < format.length() && format.charAt(at) == '{' && format.charAt(at + 2) == '}';
    return there ? Character.digit(format.charAt(at + 1), 10) : -1;
  }
}
