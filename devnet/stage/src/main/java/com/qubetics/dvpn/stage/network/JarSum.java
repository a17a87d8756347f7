package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// Length and two checksums of a whole jar.
///
/// Checksums of 64 bits together and not a hash: they are asked for at each start, of 430 MB for
/// the whole network. On one core that takes 0.5 s, and SHA-256 without the second compiler 7 s.
/// They tell builds apart; nobody is kept out by them.
record JarSum(long bytes, long crc32, long crc32c) {

  private static final int BUFFER = 1 << 17;

  /// The sums of what a JVM gets from `-jar`: the jar, and all that manifests name from there on,
  /// in the class path's order. What is named and not there has no sum.
  static Map<Path, JarSum> ofClassPath(Path main) {
    Map<Path, JarSum> sums = new LinkedHashMap<>();
    ArrayDeque<Path> left = new ArrayDeque<>();
    left.add(main);
    try {
      while (!left.isEmpty()) {
        Path jar = left.removeFirst();
        if (!sums.containsKey(jar) && Files.isRegularFile(jar)) {
          sums.put(jar, of(jar));
          for (String name : named(jar)) {
            left.addLast(jar.resolveSibling(name).normalize());
          }
        }
      }
    } catch (IOException e) {
      throw new StageException("could not read the jars of " + main + ": " + e.getMessage(), e);
    }
    return sums;
  }

  static JarSum of(Path jar) throws IOException {
    CRC32 crc32 = new CRC32();
    CRC32C crc32c = new CRC32C();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(jar)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        crc32.update(buffer, 0, read);
        crc32c.update(buffer, 0, read);
      }
    }
    return new JarSum(bytes, crc32.getValue(), crc32c.getValue());
  }

  private static String[] named(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      String names =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return names == null || names.isBlank() ? new String[0] : names.strip().split("\\s+");
    }
  }
}
