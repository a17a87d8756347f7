package com.qubetics.dvpn.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class LineLoggerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final System.Logger logger =
      new LineLogger(
          "dvpn-node",
          new PrintStream(out, true, StandardCharsets.UTF_8),
          Clock.fixed(Instant.parse("2026-01-31T23:59:59.123456Z"), ZoneOffset.UTC));

  @Test
  void writesTimeLevelAndMessageWithItsParameters() {
    logger.log(Level.WARNING, "doubt: {0} {1}", "CLOCK_UNPROVEN", null);

    assertThat(written())
        .isEqualTo("2026-01-31T23:59:59.123Z WARNING doubt: CLOCK_UNPROVEN null\n");
  }

  @Test
  void leavesAloneWhatIsNoPlaceholder() {
    logger.log(Level.INFO, "{} {x} {2} it's {1}{0} {", "a", "{0}");

    assertThat(written()).endsWith("INFO {} {x} {2} it's {0}a {\n");
  }

  @Test
  void writesTheStackTraceOfWhatWasThrown() {
    logger.log(Level.ERROR, "loop failed: name={0}", new IllegalStateException("why"));

    assertThat(written().lines())
        .startsWith(
            "2026-01-31T23:59:59.123Z ERROR loop failed: name={0}",
            "java.lang.IllegalStateException: why")
        .anyMatch(line -> line.startsWith("\tat " + LineLoggerTest.class.getName()));
  }

  @Test
  void passesOverWhatIsBelowInfo() {
    logger.log(Level.DEBUG, "detail");

    assertThat(written()).isEmpty();
    assertThat(logger.isLoggable(Level.DEBUG)).isFalse();
    assertThat(logger.isLoggable(Level.INFO)).isTrue();
  }

  @Test
  void isWhatTheSystemHandsOut() {
    assertThat(System.LoggerFinder.getLoggerFinder()).isInstanceOf(LineLoggers.class);
  }

  private String written() {
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
