package com.qubetics.dvpn.http.caller;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The public keys that a service believes: a folder with a file `ISSUER.pem` for the gateway and
/// each service that calls others; a file has one key, or several while a key is replaced.
///
/// The folder is read again every [#REFRESH] when it is asked, so that a key is added, or thrown
/// out, while services run. A folder that can't be read, or holds anything that is no key, changes
/// nothing and is logged once; at the start it is an error.
public final class IssuerKeys {
  static final Duration REFRESH = Duration.ofSeconds(5);
  static final int MOST_PER_ISSUER = 4;

  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
  private static final String SUFFIX = ".pem";

  private record Snapshot(Map<String, List<VerifyingKey>> keys, long readNanos, String problem) {}

  private final Path folder;
  private final LongSupplier nanoTime;
  private final ReentrantLock reading = new ReentrantLock();

  /// Replaced by whoever holds `reading`.
  private volatile Snapshot snapshot;

  /// @param nanoTime a clock that never goes back, nanoseconds
  /// @throws IllegalStateException if there is no key of the gateway, or something else than keys
  public IssuerKeys(Path folder, LongSupplier nanoTime) {
    this.folder = folder;
    this.nanoTime = nanoTime;
    try {
      this.snapshot = new Snapshot(read(folder), nanoTime.getAsLong(), "");
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException("DVPN_ISSUERS: " + e.getMessage(), e);
    }
  }

  List<VerifyingKey> of(String issuer) {
    if (nanoTime.getAsLong() - snapshot.readNanos() >= REFRESH.toNanos() && reading.tryLock()) {
      try {
        snapshot = next();
      } finally {
        reading.unlock();
      }
    }
    return snapshot.keys().getOrDefault(issuer, List.of());
  }

  private Snapshot next() {
    long now = nanoTime.getAsLong();
    try {
      Map<String, List<VerifyingKey>> keys = read(folder);
      if (!keys.equals(snapshot.keys())) {
        LOG.info("issuers' keys changed issuers={}", keys.keySet());
      }
      return new Snapshot(keys, now, "");
    } catch (IOException | IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(snapshot.problem())) {
        LOG.error("issuers' keys can't be read, the known ones stay reason={}", problem);
      }
      return new Snapshot(snapshot.keys(), now, problem);
    }
  }

  private static Map<String, List<VerifyingKey>> read(Path folder) throws IOException {
    Map<String, List<VerifyingKey>> keys = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        keys.put(name.substring(0, name.length() - SUFFIX.length()), keysIn(file));
      }
    }
    if (!keys.containsKey(TokenVerifier.GATEWAY)) {
      throw new IllegalArgumentException(folder + " has no gateway.pem");
    }
    return Map.copyOf(keys);
  }

  private static List<VerifyingKey> keysIn(Path file) throws IOException {
    try {
      List<byte[]> blocks = Pem.blocks("PUBLIC KEY", Files.readString(file));
      if (blocks.size() > MOST_PER_ISSUER) {
        throw new IllegalArgumentException("more than %d keys".formatted(MOST_PER_ISSUER));
      }
      return blocks.stream().map(VerifyingKey::of).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
