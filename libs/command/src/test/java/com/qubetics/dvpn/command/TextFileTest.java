package com.qubetics.dvpn.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFileTest {
  @TempDir private Path folder;

  @Test
  void readsUtf8WithAndWithoutAMark() throws IOException {
    Path file = folder.resolve("f");
    assertThat(TextFile.read("--f", Files.writeString(file, "Köln\n"))).isEqualTo("Köln\n");
    assertThat(TextFile.read("--f", Files.writeString(file, "\uFEFFKöln"))).isEqualTo("Köln");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16, is UTF-16",
    "x-UTF-16LE-BOM, is UTF-16",
    "ISO-8859-1, is not UTF-8 text",
  })
  void namesOptionFileAndEncoding(String encoding, String reason) throws IOException {
    Path file = Files.write(folder.resolve("f"), "Köln".getBytes(Charset.forName(encoding)));
    assertThatThrownBy(() -> TextFile.read("--f", file))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageStartingWith("--f " + file + " " + reason)
        .hasNoCause();
  }

  @Test
  void tellsAFolderAndWhatIsNotThere() {
    assertThatThrownBy(() -> TextFile.read("--f", folder)).hasMessageEndingWith("is a folder");
    assertThatThrownBy(() -> TextFile.read("--f", folder.resolve("none")))
        .hasMessageEndingWith("is not there");
  }
}
