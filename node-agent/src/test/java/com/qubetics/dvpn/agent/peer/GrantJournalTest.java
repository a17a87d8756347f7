package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.usage.Settled;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GrantJournalTest {
  private static final long NOW = 1_800_000_000L;
  private static final SessionId ONE = new SessionId(Client.random32());
  private static final SessionId TWO = new SessionId(Client.random32());

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void fill() throws IOException {
    file = folder.resolve("grants.journal");
    GrantJournal.create(file);
    try (GrantJournal journal = GrantJournal.open(file)) {
      journal.used(Map.of(ONE, entry("10.77.0.2", NOW + 600)));
      journal.used(Map.of(TWO, entry("10.77.0.3", NOW + 60)));
      journal.ended(List.of(TWO));
    }
  }

  @Test
  void remembersAcrossStarts() throws IOException {
    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.find(ONE)).contains(entry("10.77.0.2", NOW + 600));
      assertThat(journal.find(TWO)).get().matches(GrantJournal.Entry::ended);
      assertThat(journal.floor()).isZero();
    }
  }

  @Test
  void remembersHowFarBytesAreSignedFor() throws IOException {
    Settled settled = new Settled(300, 100, 200);
    try (GrantJournal journal = GrantJournal.open(file)) {
      journal.settled(ONE, new Settled(30, 10, 20));
      journal.settled(ONE, settled);
    }
    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.find(ONE)).get().matches(entry -> entry.settled().equals(settled));
    }
  }

  @Test
  void forgetsNothingBeforeTheClockIsProven() throws IOException {
    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.find(TWO)).isPresent();
    }
  }

  @Test
  void shrinksWhileItRunsAndForgetsOnlyWhatHasExpired() throws IOException {
    try (GrantJournal journal = GrantJournal.open(file)) {
      long most = 0;
      for (int i = 0; i < 30_000; i++) {
        journal.settled(ONE, new Settled(i, i, 0));
        if (i % 100 == 0) {
          journal.keep(NOW + 181);
          most = Math.max(most, Files.size(file));
        }
      }
      journal.keep(NOW + 181);

      assertThat(most).isLessThan(2 << 20);
      assertThat(journal.find(ONE)).get().matches(entry -> entry.settled().counted() == 29_999);
      assertThat(journal.find(TWO)).isEmpty();
    }
    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.find(ONE)).get().matches(entry -> entry.settled().counted() == 29_999);
      assertThat(journal.floor()).isZero();
    }
  }

  @Test
  void forgetsNoGrantWithoutEnd() throws IOException {
    SessionId endless = new SessionId(Client.random32());
    try (GrantJournal journal = GrantJournal.open(file)) {
      journal.used(Map.of(endless, entry("10.77.0.4", Long.MAX_VALUE)));
      for (int i = 0; i < 15_000; i++) {
        journal.settled(ONE, new Settled(i, i, 0));
      }
      journal.keep(NOW + 181);

      assertThat(journal.find(TWO)).as("written anew").isEmpty();
      assertThat(journal.find(endless)).isPresent();
    }
  }

  @Test
  void cutsOffATornLastLine() throws IOException {
    Files.writeString(file, "1234abcd used 0x12", StandardOpenOption.APPEND);

    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.find(ONE)).isPresent();
      assertThat(journal.floor()).isZero();
    }
  }

  @Test
  void beginsWithAFloorWhenDamagedInTheMiddle() throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("10\\.77\\.0\\.2", "10.77.0.4"));

    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.floor()).isEqualTo(Long.MAX_VALUE);
      journal.keep(NOW);
      assertThat(journal.floor()).isEqualTo(NOW);
    }
    try (GrantJournal journal = GrantJournal.open(file)) {
      journal.keep(NOW + 5);
      assertThat(journal.floor()).isEqualTo(NOW);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"deleted", "emptied", "an older copy in its place"})
  void beginsWithAFloorWhen(String loss) throws IOException {
    Path copy = Files.copy(file, folder.resolve("copy"));
    switch (loss) {
      case "deleted" -> Files.delete(file);
      case "emptied" -> Files.write(file, new byte[0]);
      default -> Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    }
    try (GrantJournal journal = GrantJournal.open(file)) {
      journal.keep(NOW);
      assertThat(journal.floor()).isEqualTo(NOW);
    }
  }

  /// As `cp` does: the file stays the same to all but the kernel's time of its last change.
  @Test
  void beginsWithAFloorWhenAnOlderCopyIsWrittenOverIt() throws IOException {
    Clock past = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-2));
    try (JournalFile written = new JournalFile(file, past)) {
      written.rewrite(List.of("used %s %s 10.77.0.2".formatted(ONE, NOW + 600)));
    }
    byte[] copy = Files.readAllBytes(file);

    Files.write(file, copy);

    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.floor()).isEqualTo(Long.MAX_VALUE);
      assertThat(journal.find(ONE)).isPresent();
      journal.keep(NOW);
      assertThat(journal.floor()).isEqualTo(NOW);
    }
    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.floor()).isEqualTo(NOW);
    }
  }

  @Test
  void takesAJournalOfTheVersionBefore() throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream().filter(line -> !line.contains(" at ")).toList();
    Files.write(file, lines);

    try (GrantJournal journal = GrantJournal.open(file)) {
      assertThat(journal.floor()).isZero();
      assertThat(journal.find(ONE)).isPresent();
    }
  }

  private static GrantJournal.Entry entry(String address, long notAfter) {
    return GrantJournal.Entry.used(TunnelAddress.parse(address), notAfter);
  }
}
