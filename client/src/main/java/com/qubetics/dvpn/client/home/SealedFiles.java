package com.qubetics.dvpn.client.home;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Files of a home that only this home can read: sealed by a random key that lies in a file of its
/// own ([#KEY_FILE]) and goes with the last of them. A copy of the files without the key is worth
/// nothing, nor is a key without the files that it sealed.
public final class SealedFiles {
  public static final String KEY_FILE = "seal.key";
  private static final String LOCK_FILE = ".seal.lock";
  private static final String SUFFIX = ".sealed";
  private static final long LOCK_LIMIT = TimeUnit.SECONDS.toNanos(5);
  private static final long LOCK_POLL = TimeUnit.MILLISECONDS.toNanos(1);

  private final Home home;
  private final SecureRandom random = new SecureRandom();

  public SealedFiles(Home home) {
    this.home = home;
  }

  /// Names of those that are there and begin so, in order; also of those that can't be read.
  public List<String> names(String prefix) {
    try (Stream<Path> files = Files.list(home.file(""))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("home: cannot list " + home.file(""), e);
    }
  }

  /// Whole or not at all. Not forced to the disk, which would take longer than all else together: a
  /// host that goes down may come back with the file of before.
  public void write(String name, Object value) {
    if (Files.exists(file(name))) {
      home.write(name + SUFFIX, seal().seal(Json.bytes(value), name));
    } else {
      // Nobody may take the key away as that of no file meanwhile.
      try (HomeLock ignored = locked()) {
        home.write(name + SUFFIX, seal().seal(Json.bytes(value), name));
      }
    }
  }

  /// @throws ProblemException SESSION_FILE_DAMAGED if it is damaged, or was not sealed by this home
  ///   under this name; it stays as it is
  public <T> Optional<T> read(String name, Class<T> type) {
    Optional<byte[]> sealed = bytes(file(name));
    if (sealed.isEmpty()) {
      return Optional.empty();
    }
    try {
      return bytes(home.file(KEY_FILE))
          .map(key -> new HomeSeal(key(key), random))
          .flatMap(seal -> seal.open(sealed.get(), name))
          .map(content -> Json.read(content, type))
          .or(
              () -> {
                throw damaged(name);
              });
    } catch (JsonException | IllegalArgumentException e) {
      throw damaged(name);
    }
  }

  private ProblemException damaged(String name) {
    return new ProblemException(
        ProblemCode.SESSION_FILE_DAMAGED,
        "%s is damaged, or of another home; nothing was signed or changed".formatted(file(name)));
  }

  /// Deletes it, and with the last one the key.
  public void delete(String name) {
    try (HomeLock ignored = locked()) {
      home.delete(name + SUFFIX);
      if (names("").isEmpty()) {
        home.delete(KEY_FILE);
      }
    }
  }

  public Path file(String name) {
    return home.file(name + SUFFIX);
  }

  private HomeSeal seal() {
    byte[] known = bytes(home.file(KEY_FILE)).orElseGet(this::freshKey);
    try {
      return new HomeSeal(key(known), random);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemCode.SESSION_FILE_DAMAGED,
          "%s is damaged; nothing was signed or changed".formatted(home.file(KEY_FILE)));
    }
  }

  private byte[] freshKey() {
    byte[] fresh = new byte[HomeSeal.KEY_LENGTH];
    random.nextBytes(fresh);
    String text = Hex.format(fresh) + "\n";
    home.writeText(KEY_FILE, text);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] key(byte[] file) {
    return Hex.parse(new String(file, StandardCharsets.US_ASCII).strip(), HomeSeal.KEY_LENGTH);
  }

  private static Optional<byte[]> bytes(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("home: cannot read " + file, e);
    }
  }

  private HomeLock locked() {
    long until = System.nanoTime() + LOCK_LIMIT;
    Optional<HomeLock> lock = home.lock(LOCK_FILE);
    while (lock.isEmpty()) {
      if (System.nanoTime() > until) {
        throw new ProblemException(
            ProblemCode.SESSION_HELD, "another process holds %s".formatted(home.file(LOCK_FILE)));
      }
      LockSupport.parkNanos(LOCK_POLL);
      lock = home.lock(LOCK_FILE);
    }
    return lock.get();
  }
}
