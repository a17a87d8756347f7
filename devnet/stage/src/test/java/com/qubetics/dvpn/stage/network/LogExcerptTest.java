package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogExcerptTest {
  @TempDir private Path logs;

  private void write(String log, String text) throws IOException {
    Files.writeString(
        logs.resolve(log + ".log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void showsWarningsAndErrorsSinceAMoment() throws IOException {
    write("ledger", "12:00 ERROR before\n");
    LogExcerpt excerpt = LogExcerpt.fromNow(logs);
    write("ledger", "12:01 INFO all is well\n12:02  WARN a late answer\n");
    write("gateway", "java.io.IOException: no way\n\tat com.x.Y\n");
    assertThat(excerpt.lines())
        .containsExactly(
            "gateway: java.io.IOException: no way", "ledger: 12:02  WARN a late answer");
  }

  @Test
  void showsTheNewestFewOfAFlood() throws IOException {
    LogExcerpt excerpt = LogExcerpt.fromNow(logs);
    for (int i = 0; i < 1000; i++) {
      write("agent", "ERROR number " + i + "\n");
    }
    assertThat(excerpt.lines()).hasSize(4).last().isEqualTo("agent: ERROR number 999");
  }

  @Test
  void readsALogThatWasBegunAnew() throws IOException {
    write("agent", "a long line of an earlier life\n".repeat(10));
    LogExcerpt excerpt = LogExcerpt.fromNow(logs);
    Files.delete(logs.resolve("agent.log"));
    write("agent", "ERROR of this life\n");
    assertThat(excerpt.lines()).containsExactly("agent: ERROR of this life");
  }

  @Test
  void isEmptyWhereNothingWasLogged() {
    assertThat(LogExcerpt.fromNow(logs.resolve("none")).lines()).isEmpty();
  }
}
