package com.qubetics.dvpn.admin.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.ReleaseKeys;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import com.qubetics.dvpn.protocol.release.Version;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ReleaseCommandTest {
  @TempDir private Path folder;
  private final StringWriter told = new StringWriter();
  private Path pinned;

  @BeforeEach
  void makeThreeKeysAndADraft() throws Exception {
    pinned = folder.resolve("release-keys");
    Files.writeString(folder.resolve("agent.deb"), "a package");
    run("key", "--out", file("a.key"));
    run("key", "--out", file("b.key"));
    run("key", "--out", file("c.key"));
    Files.writeString(pinned, "threshold 2\n" + told);
    run(
        "draft",
        "--package",
        file("agent.deb"),
        "--version",
        "1.2.3",
        "--url",
        "agent.deb",
        "--stage-percent",
        "10",
        "--out",
        file("draft.json"));
  }

  @Test
  void aReleaseOfTwoSignersIsOneThatNodesBelieve() throws Exception {
    Files.copy(folder.resolve("draft.json"), folder.resolve("other.json"));
    run("sign", "--release", file("draft.json"), "--key-file", file("a.key"));
    run("sign", "--release", file("other.json"), "--key-file", file("c.key"));
    run(
        "assemble",
        "--release-keys",
        pinned.toString(),
        "--out",
        file("out.json"),
        file("draft.json"),
        file("other.json"));
    SignedRelease signed = new SignedReleaseFile(folder.resolve("out.json")).read();
    assertThat(ReleaseKeys.parse(Files.readString(pinned)).approvals(signed)).isEqualTo(2);
    Release release = SignedReleaseFile.release(signed);
    assertThat(release.version()).isEqualTo(Version.parse("1.2.3"));
    assertThat(release.sizeBytes()).isEqualTo(9);
    assertThat(release.sha256())
        .hasToString("0xc0cd5ccfdb563a59366e33e73001b78fdb8cca5a6c48e2f90fffcde44b81f1f6");
  }

  @Test
  void doesNotAssembleWhatOneHasSignedTwice() throws Exception {
    run("sign", "--release", file("draft.json"), "--key-file", file("a.key"));
    run("sign", "--release", file("draft.json"), "--key-file", file("a.key"));
    assertThatThrownBy(
            () ->
                run(
                    "assemble",
                    "--release-keys",
                    pinned.toString(),
                    "--out",
                    file("out.json"),
                    file("draft.json"),
                    file("draft.json")))
        .hasMessage("signatures: 1 of pinned keys (expected: 2)");
    assertThat(folder.resolve("out.json")).doesNotExist();
  }

  @Test
  void doesNotAssembleDifferentReleases() throws Exception {
    run(
        "draft",
        "--package",
        file("agent.deb"),
        "--version",
        "1.2.4",
        "--url",
        "agent.deb",
        "--stage-percent",
        "10",
        "--out",
        file("other.json"));
    assertThatThrownBy(
            () ->
                run(
                    "assemble",
                    "--release-keys",
                    pinned.toString(),
                    "--out",
                    file("out.json"),
                    file("draft.json"),
                    file("other.json")))
        .hasMessageContaining("another release");
  }

  @Test
  void keysAreTheirOwnersAloneAndNeverOverwritten() throws Exception {
    Path key = folder.resolve("a.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> run("key", "--out", key.toString())).hasMessageContaining("a.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(
            () -> run("sign", "--release", file("draft.json"), "--key-file", file("a.key")))
        .hasMessageContaining("open to others");
    assertThat(told.toString()).doesNotContain(Files.readString(key).substring(2, 66));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void run(String... arguments) throws Exception {
    List<Exception> failures = new ArrayList<>();
    int code =
        new CommandLine(new ReleaseCommand())
            .setOut(new PrintWriter(told, true))
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  failures.add(failure);
                  return 1;
                })
            .execute(arguments);
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    assertThat(code).isZero();
  }
}
