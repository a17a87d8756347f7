package com.qubetics.dvpn.http.caller;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The public keys that a service believes: a folder with a file `ISSUER.pem` for the gateway and
/// each service that calls others; a file has one key, or several while a key is replaced.
///
/// The folder is read again as [Reloaded] does, so that a key is added, or thrown out, while
/// services run.
public final class IssuerKeys {
  static final int MOST_PER_ISSUER = 4;

  private static final String SUFFIX = ".pem";

  private final Reloaded<Map<String, List<VerifyingKey>>> keys;

  /// @param nanoTime a clock that never goes back, nanoseconds
  /// @throws IllegalStateException if there is no key of the gateway, or something else than keys
  public IssuerKeys(Path folder, LongSupplier nanoTime) {
    this.keys = new Reloaded<>("DVPN_ISSUERS", () -> read(folder), nanoTime);
  }

  List<VerifyingKey> of(String issuer) {
    return keys.get().getOrDefault(issuer, List.of());
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
        throw new IllegalArgumentException("more than %s keys".formatted(MOST_PER_ISSUER));
      }
      return blocks.stream().map(VerifyingKey::of).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
