package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// Key and secret files of the devnet: one line `0x…` of 32 random bytes, readable by their owner
/// only, made once and kept.
public final class Keys {

  private final SecureRandom random = new SecureRandom();
  private final Layout layout;

  public Keys(Layout layout) {
    this.layout = layout;
  }

  /// The key of that name, made by the first call.
  public PrivateKey key(String name) {
    Path file = layout.key(name);
    if (!Files.exists(file)) {
      write(file, Hex.format(PrivateKey.random(random).secret()));
    }
    try {
      return PrivateKey.parse(Files.readString(file).strip());
    } catch (IOException e) {
      throw new StageException("could not read " + file, e);
    }
  }

  /// A file with 32 random bytes, made by the first call.
  public Path secret(String name) {
    Path file = layout.key(name);
    if (!Files.exists(file)) {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      write(file, Hex.format(bytes));
    }
    return file;
  }

  /// Writes a file that only its owner may read, in one step.
  static void write(Path file, String text) {
    replace(file, text + "\n");
  }

  static void replace(Path file, String text) {
    try {
      Path beside = Files.createTempFile(file.getParent(), "new-", "");
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(beside, text, StandardOpenOption.SYNC);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StageException("could not write " + file + ": " + e.getMessage(), e);
    }
  }
}
