package com.qubetics.dvpn.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file below /proc, which the kernel makes up while it is read.
public final class KernelFile {
  /// Bytes, such as a table of a thousand routes; what follows is not read.
  private static final int LONGEST = 1 << 17;

  private KernelFile() {}

  /// Without the line's end. The kernel gives a setting's number to the first read alone, and what
  /// `Files` reads first is one byte, so `262144` would be `2`: one read takes all.
  public static String text(Path file) throws IOException {
    byte[] buffer = new byte[LONGEST];
    try (InputStream in = Files.newInputStream(file)) {
      int length = in.readNBytes(buffer, 0, LONGEST);
      return new String(buffer, 0, length, StandardCharsets.US_ASCII).strip();
    }
  }
}
