package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.qubetics.dvpn.controlplane.FakeControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program with its home on a file system of its own, in a mount namespace. Needs root.
class FullDiskIT {
  @TempDir private Path directory;

  @BeforeAll
  static void needsMounts() throws IOException, InterruptedException {
    boolean root = Shell.run("unshare", "--mount", "true").exit() == 0;
    if (!root && System.getenv("CI") != null) {
      throw new IllegalStateException("mount namespaces are not permitted, and CI is set");
    }
    assumeTrue(root, "mount namespaces are not permitted here");
  }

  /// @param prepare what is done to the mounted home before the login
  private Shell.Result login(String prepare) throws IOException, InterruptedException {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path wallet = Files.writeString(directory.resolve("wallet"), "0x" + "11".repeat(32) + "\n");
    try (FakeControlPlane fake = new FakeControlPlane()) {
      String script =
          """
          mount -t tmpfs -o size=16k none "$1" && cd / && %s
          exec "$2" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
            -cp "$3" %s login --gateway %s --ca %s --wallet-key-file %s --home "$1"
          """
              .formatted(
                  prepare, ClientCommand.class.getName(), fake.url(), fake.authority(), wallet);
      return Shell.run(
          "unshare",
          "--mount",
          "sh",
          "-c",
          script,
          "sh",
          home.toString(),
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          System.getProperty("java.class.path"));
    }
  }

  @Test
  void saysThatTheDiskIsFull() throws Exception {
    Shell.Result full = login("{ cat /dev/zero > \"$1/filler\"; true; } 2>/dev/null;");
    assertThat(full.exit()).as(full.text()).isEqualTo(1);
    assertThat(full.text())
        .startsWith("DISK_FULL: home: cannot write ")
        .contains("the disk is full", "free space there: df -h")
        .doesNotContain("rights", "java.", "Exception");
  }

  @Test
  void saysThatTheFileSystemIsReadOnly() throws Exception {
    Shell.Result closed = login("mount -o remount,ro \"$1\";");
    assertThat(closed.exit()).as(closed.text()).isEqualTo(1);
    assertThat(closed.text())
        .startsWith("DISK_READ_ONLY: home: cannot use ")
        .contains("the file system is read-only", "dmesg")
        .doesNotContain("java.", "Exception");
  }
}
