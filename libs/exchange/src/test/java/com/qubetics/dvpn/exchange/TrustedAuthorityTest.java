package com.qubetics.dvpn.exchange;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrustedAuthorityTest {
  @TempDir Path folder;

  @Test
  void refusesAFileWithoutACertificate() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path text = Files.writeString(folder.resolve("text.pem"), "certificate");

    assertThatThrownBy(() -> TrustedAuthority.of(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no certificate");
    assertThatThrownBy(() -> TrustedAuthority.of(text)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> TrustedAuthority.of(folder.resolve("none.pem")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
