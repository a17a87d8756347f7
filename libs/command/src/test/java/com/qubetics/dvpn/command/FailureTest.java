package com.qubetics.dvpn.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
  @TempDir private Path folder;

  private Failure of(Throwable failure) {
    return Failure.of(failure, "dvpn", folder);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new UncheckedIOException(new NoSuchFileException("/x")), "FILE: /x is not there"),
        Arguments.of(
            new UncheckedIOException("home: cannot write /x", new AccessDeniedException("/x")),
            "FILE: home: cannot write /x: /x may not be used by this user"),
        Arguments.of(
            new FileSystemException("/x", null, "No space left on device"),
            "DISK_FULL: /x can't be written: the disk is full"),
        Arguments.of(
            new IOException("No space left on device"),
            "DISK_FULL: a file can't be written: the disk is full"),
        Arguments.of(
            new FileSystemException("/x", null, "Disk quota exceeded"),
            "DISK_QUOTA: /x can't be written: this user's share of the disk is used up"),
        Arguments.of(
            new FileSystemException("/x", null, "Read-only file system"),
            "DISK_READ_ONLY: /x can't be written: the file system is read-only"),
        Arguments.of(new IOException("Is a directory"), "FILE: a file is a folder"),
        Arguments.of(new MalformedInputException(1), "FILE: a file is not UTF-8 text"),
        Arguments.of(new IOException("an agent runs already"), "FAILED: an agent runs already"),
        Arguments.of(
            new UncheckedIOException("mirror: no answer", new IOException("reset")),
            "FAILED: mirror: no answer: reset"),
        Arguments.of(
            new IllegalArgumentException("java.net.URISyntaxException: no scheme"),
            "USAGE: no scheme"),
        Arguments.of(
            new UnusableFileException("--key-file", Path.of("/x"), "is empty", "write it"),
            "FILE: --key-file /x is empty"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatFailed(Exception failure, String text) {
    assertThat(of(failure).text().lines().findFirst()).contains(text);
  }

  @Test
  void hasAnotherRemedyForAFullDiskThanForWrongRights() {
    assertThat(of(new IOException("No space left on device")).remedy()).contains("df");
    assertThat(of(new AccessDeniedException("/x")).remedy()).contains("mode");
  }

  /// What the C library says in the user's language says nothing: the disk is asked.
  @Test
  void asksTheDiskWhereTheMessageIsInAnotherLanguage() {
    assertThat(FileFault.of(new FileSystemException(folder.toString(), null, "Ist ein Ordner")))
        .isEqualTo(FileFault.FOLDER);
    assertThat(FileFault.of(new FileSystemException("/proc/version", null, "voll")))
        .isIn(FileFault.FULL, FileFault.READ_ONLY);
  }

  @Test
  void keepsTheDetailsOfItsOwnFaultInAFileForTheUserAlone() throws IOException {
    Failure failure = of(new IllegalStateException("java.lang.Foo is broken"));
    assertThat(failure.isInternal()).isTrue();
    assertThat(failure.text().lines()).hasSize(2);
    assertThat(failure.text()).doesNotContain("java.", "Exception", "\tat ");
    Path details = Path.of(failure.remedy().replaceAll(".* ", ""));
    assertThat(details).hasParent(folder);
    assertThat(Files.readString(details)).contains("IllegalStateException", "\tat ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(details)))
        .isEqualTo("rw-------");
  }

  @Test
  void keepsThemAmongTemporaryFilesWhereTheFolderIsNotThere() throws IOException {
    Failure failure =
        Failure.of(new IllegalStateException("broken"), "dvpn", folder.resolve("none"));
    Path details = Path.of(failure.remedy().replaceAll(".* ", ""));
    assertThat(details).hasParent(Path.of(System.getProperty("java.io.tmpdir")));
    Files.delete(details);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cannot convert 'x y' to URI (java.net.URISyntaxException: Illegal character in path at index 1: x y) | cannot convert 'x y' to URI (Illegal character in path at index 1: x y)",
        "java.nio.file.NoSuchFileException: /a/b.c | /a/b.c",
        "at gateway.example.org | at gateway.example.org",
        "cannot read com.qubetics.dvpn.wire.json.JsonException | cannot read",
        "NullPointerException | ''",
      })
  void leavesNoJavaName(String message, String plain) {
    assertThat(PlainWords.of(message)).isEqualTo(plain);
  }
}
