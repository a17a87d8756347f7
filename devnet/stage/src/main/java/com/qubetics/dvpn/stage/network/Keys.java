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
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// Key and secret files of the devnet, readable by their owner only, made once and kept: one line
/// `0x…` of 32 random bytes, but for issuers' keys, which are PEM.
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

  /// The address of the key of that name, `0x…`.
  public String address(String name) {
    return key(name).address().toString();
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

  /// The Ed25519 key by which `issuer` says who calls, made by the first call; its public half goes
  /// to the issuers' folder first.
  public Path issuer(String issuer) {
    Path file = layout.secrets(issuer).resolve("caller.pem");
    if (!Files.exists(file)) {
      try {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path published = layout.issuers().resolve(issuer + ".pem");
        replace(published, pem("PUBLIC KEY", pair.getPublic()));
        replace(file, pem("PRIVATE KEY", pair.getPrivate()));
      } catch (NoSuchAlgorithmException e) {
        throw new StageException("this Java runtime has no Ed25519", e);
      }
    }
    return file;
  }

  private static String pem(String type, Key key) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, Base64.getEncoder().encodeToString(key.getEncoded()));
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
