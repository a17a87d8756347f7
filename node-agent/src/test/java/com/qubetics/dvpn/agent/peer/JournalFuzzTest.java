package com.qubetics.dvpn.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Collectors;

/// A journal of grants that a crash, a bad disk or somebody else has written.
final class JournalFuzzTest {
  /// Whatever stands in the file: the lines before the first that is none are what is written.
  @FuzzTest
  void file(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    JournalFile.Parsed parsed = JournalFile.parse(text);
    assertThat(parsed.facts().stream().map(JournalFile::line).collect(Collectors.joining()))
        .isEqualTo(text.substring(0, parsed.length()));
    if (!parsed.damaged()) {
      assertThat(text.substring(parsed.length()).strip()).doesNotContain("\n");
    }
  }

  /// A fact with a right checksum is understood or not, and one that is can be written again.
  @FuzzTest
  void facts(byte[] bytes) {
    GrantJournal journal = new GrantJournal(Path.of("none"), InstantSource.system());
    new String(bytes, StandardCharsets.ISO_8859_1).lines().forEach(journal::take);
    GrantJournal again = new GrantJournal(Path.of("none"), InstantSource.system());
    assertThat(journal.facts()).allMatch(again::take);
    assertThat(again.facts()).containsExactlyInAnyOrderElementsOf(journal.facts());
  }
}
