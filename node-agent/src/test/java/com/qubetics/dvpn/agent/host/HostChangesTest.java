package com.qubetics.dvpn.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostChangesTest {
  private static final String MODE = "rw-r--r--";

  @TempDir Path root;
  @TempDir Path home;
  private HostChanges changes;

  @BeforeEach
  void open() throws IOException {
    changes = new HostChanges(home.resolve("changes.json"), new Host(root));
    Files.createDirectory(root.resolve("etc"));
    Files.write(root.resolve("etc/kept.conf"), new byte[] {'o', 'l', 'd', (byte) 0xe9, '\n'});
    Files.setPosixFilePermissions(
        root.resolve("etc/kept.conf"), PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void leavesTheHostAsItWas() throws Exception {
    Map<String, String> before = listing();
    assertThat(changes.make(plan("new\n"))).hasSize(3);
    assertThat(Files.readString(root.resolve("etc/kept.conf"))).isEqualTo("new\n");

    assertThat(changes.undo()).hasSize(3).allMatch(HostChanges.Undone::restored);

    assertThat(listing()).isEqualTo(before);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void changesNothingTheSecondTime() throws Exception {
    changes.make(plan("new\n"));
    Map<String, String> before = listing();

    assertThat(changes.missing(plan("new\n"))).isEmpty();
    assertThat(changes.make(plan("new\n"))).isEmpty();
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void restoresWhatWasThereBeforeTheFirstOfSeveralSetups() throws Exception {
    Map<String, String> before = listing();
    changes.make(plan("first\n"));
    assertThat(changes.make(plan("second ü\n"))).hasSize(1);
    assertThat(Files.readString(root.resolve("etc/kept.conf"))).isEqualTo("second ü\n");

    changes.undo();

    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void leavesAloneWhatSomebodyElseChangedSince() throws Exception {
    changes.make(plan("new\n"));
    Files.writeString(root.resolve("etc/kept.conf"), "by hand\n");

    assertThat(changes.undo())
        .filteredOn(undone -> !undone.restored())
        .singleElement()
        .extracting(undone -> undone.change().place())
        .isEqualTo("file /etc/kept.conf");
    assertThat(Files.readString(root.resolve("etc/kept.conf"))).isEqualTo("by hand\n");
  }

  @Test
  void canBeUndoneWhenItDiedBetweenRecordAndChange() throws Exception {
    Map<String, String> before = listing();
    List<HostChange> broken =
        List.of(
            new FileWritten("/etc/kept.conf", MODE, "new\n"),
            new FileWritten("/no/such/folder/file", MODE, "x"));
    assertThatThrownBy(() -> changes.make(broken)).isInstanceOf(IOException.class);

    assertThat(changes.undo()).hasSize(2).allMatch(HostChanges.Undone::restored);

    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void saysWhatIsMissingWithoutMakingIt() throws Exception {
    Map<String, String> before = listing();
    assertThat(changes.missing(plan("new\n")))
        .extracting(HostChange::place)
        .containsExactly("folder /etc/dvpn.d", "file /etc/dvpn.d/a.conf", "file /etc/kept.conf");
    assertThat(listing()).isEqualTo(before);
    assertThat(home).isEmptyDirectory();
  }

  private static List<HostChange> plan(String text) {
    return List.of(
        new FolderMade("/etc/dvpn.d", "rwxr-xr-x"),
        new FileWritten("/etc/dvpn.d/a.conf", MODE, "a = 1\n"),
        new FileWritten("/etc/kept.conf", MODE, text));
  }

  private Map<String, String> listing() throws IOException {
    Map<String, String> listing = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        listing.put(
            root.relativize(file).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                + (Files.isRegularFile(file)
                    ? Files.readString(file, StandardCharsets.ISO_8859_1)
                    : ""));
      }
    }
    return listing;
  }
}
