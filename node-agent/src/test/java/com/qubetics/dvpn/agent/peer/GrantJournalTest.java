package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    try (GrantJournal journal = GrantJournal.open(file, NOW)) {
      journal.used(Map.of(ONE, entry("10.77.0.2", NOW + 600)));
      journal.used(Map.of(TWO, entry("10.77.0.3", NOW + 60)));
      journal.ended(List.of(TWO));
    }
  }

  @Test
  void remembersAcrossStarts() throws IOException {
    try (GrantJournal journal = GrantJournal.open(file, NOW)) {
      assertThat(journal.find(ONE)).contains(entry("10.77.0.2", NOW + 600));
      assertThat(journal.find(TWO)).get().matches(GrantJournal.Entry::ended);
      assertThat(journal.floor()).isZero();
    }
  }

  @Test
  void forgetsWhatNoClockCanStillTakeForValid() throws IOException {
    try (GrantJournal journal = GrantJournal.open(file, NOW + 181)) {
      assertThat(journal.find(TWO)).isEmpty();
      assertThat(journal.find(ONE)).isPresent();
    }
  }

  @Test
  void cutsOffATornLastLine() throws IOException {
    Files.writeString(file, "1234abcd used 0x12", StandardOpenOption.APPEND);

    try (GrantJournal journal = GrantJournal.open(file, NOW)) {
      assertThat(journal.find(ONE)).isPresent();
      assertThat(journal.floor()).isZero();
    }
  }

  @Test
  void beginsWithAFloorWhenDamagedInTheMiddle() throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("10\\.77\\.0\\.2", "10.77.0.4"));

    try (GrantJournal journal = GrantJournal.open(file, NOW)) {
      assertThat(journal.floor()).isEqualTo(NOW);
    }
    try (GrantJournal journal = GrantJournal.open(file, NOW + 5)) {
      assertThat(journal.floor()).isEqualTo(NOW);
    }
  }

  @Test
  void beginsWithAFloorWhenLost() throws IOException {
    Files.delete(file);

    try (GrantJournal journal = GrantJournal.open(file, NOW)) {
      assertThat(journal.floor()).isEqualTo(NOW);
    }
  }

  private static GrantJournal.Entry entry(String address, long notAfter) {
    return new GrantJournal.Entry(TunnelAddress.parse(address), notAfter, false);
  }
}
