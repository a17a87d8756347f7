package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The package's launcher, with a runtime that says how it was started.
final class LauncherTest {

  /// The one time of all files of all packages.
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir private Path home;

  @BeforeEach
  void lay() throws IOException {
    Files.copy(Path.of("packaging/dvpn-node"), home.resolve("dvpn-node"));
    Files.copy(Path.of("../scripts/package/learned"), home.resolve("learned"));
    write("runtime/bin/java", "#!/bin/sh\necho \"$@\"\n");
    for (String file : new String[] {"dvpn-node", "runtime/bin/java"}) {
      Files.setPosixFilePermissions(
          home.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    for (String file :
        new String[] {"dvpn-node.jar", "lib/one.jar", "jvm.options", "runtime/release"}) {
      write(file, "before");
    }
    write(learned(), "cache");
  }

  @Test
  void usesWhatWasLearnedOfTheseFiles() throws Exception {
    assertThat(started()).contains("-XX:AOTCache=" + home + "/app-").endsWith("run --once\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dvpn-node.jar", "lib/one.jar", "jvm.options", "runtime/release"})
  void leavesItOutWhereAFileDiffersThatHasTheSameLengthAndTime(String file) throws Exception {
    write(file, "behind");
    assertThat(started()).doesNotContain("AOTCache");
  }

  @Test
  void leavesItOutWhereALibraryCameOrWent() throws Exception {
    write("lib/two.jar", "more");
    assertThat(started()).doesNotContain("AOTCache");
    Files.delete(home.resolve("lib/two.jar"));
    Files.delete(home.resolve("dvpn-node.jar"));
    assertThat(started()).doesNotContain("AOTCache");
  }

  private String started() throws Exception {
    return run(home.resolve("dvpn-node").toString(), "run", "--once");
  }

  private String learned() throws IOException {
    String file = run("sh", "-c", "home=$1; . \"$1/learned\"; echo \"$learned\"", "sh", "" + home);
    return home.relativize(Path.of(file.strip())).toString();
  }

  private static String run(String... line) throws IOException {
    Process process = new ProcessBuilder(line).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
    Files.setLastModifiedTime(home.resolve(file), TIME);
  }
}
