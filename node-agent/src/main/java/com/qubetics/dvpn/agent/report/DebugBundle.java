package com.qubetics.dvpn.agent.report;

import com.qubetics.dvpn.agent.home.AgentSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// What to send along when asking for help: a tar.gz of texts, each scrubbed. Key files, the
/// journal of grants and WireGuard's peers are never read for it.
public final class DebugBundle {
  private static final int BLOCK = 512;

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Scrubber scrubber;

  public DebugBundle(AgentSettings settings) {
    this.scrubber = new Scrubber(settings.tunnelNetwork());
  }

  /// @param name at most 90 characters of US-ASCII
  public DebugBundle add(String name, String text) {
    texts.put(name, scrubber.scrub(text));
    return this;
  }

  /// Readable by its owner only.
  ///
  /// @throws IOException if the file is there already
  public void write(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        byte[] bytes = text.getValue().getBytes(StandardCharsets.UTF_8);
        out.write(header("dvpn-node/" + text.getKey(), bytes.length));
        out.write(bytes);
        out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
      }
      out.write(new byte[2 * BLOCK]);
    }
  }

  /// A file's header of the ustar format; times are 0, so that equal texts give an equal archive.
  private static byte[] header(String name, int size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000600");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format(Locale.ROOT, "%011o", size));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
