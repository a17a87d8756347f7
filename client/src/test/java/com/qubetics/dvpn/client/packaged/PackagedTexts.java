package com.qubetics.dvpn.client.packaged;

import com.qubetics.dvpn.client.ClientCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;

/// Writes what the package puts below /usr/share. The same commands give the same bytes.
final class PackagedTexts {
  private PackagedTexts() {}

  /// @param arguments the folder that becomes /usr/share
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    CommandLine line = ClientCommand.line();
    write(
        folder.resolve("man/man1/dvpn.1.gz"),
        compressed(new ManPage(line.getCommandSpec()).text()));
    Completions completions = new Completions(line);
    for (Completions.Shell shell : Completions.Shell.values()) {
      write(folder.resolve(shell.path), completions.of(shell).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /// Without name and time.
  private static byte[] compressed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new SmallestGzip(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /// As Debian wants its pages.
  private static final class SmallestGzip extends GZIPOutputStream {
    SmallestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
