package com.qubetics.dvpn.admin.release;

import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.evm.key.SecretFile;
import com.qubetics.dvpn.protocol.release.ReleaseKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Set;

/// A signer's Ed25519 key in a file of mode 0600: one line, `0x` and 64 bytes, the secret half
/// first.
final class ReleaseKeyFile {
  private static final String OPTION = "--key-file";
  private static final String MAKE = "dvpn-admin release key makes one";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /// What stands before the 32 secret bytes in PKCS #8's form (RFC 8410).
  private static final byte[] HEADER = Hex.parse("0x302e020100300506032b657004220420", 16);

  private final PrivateKey secret;
  private final ReleaseKey key;

  private ReleaseKeyFile(PrivateKey secret, ReleaseKey key) {
    this.secret = secret;
    this.key = key;
  }

  /// Makes a key in a file that was not there.
  static ReleaseKeyFile make(Path file) throws IOException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] both = new byte[2 * Bytes32.LENGTH];
      System.arraycopy(tail(pair.getPrivate().getEncoded()), 0, both, 0, Bytes32.LENGTH);
      byte[] open = tail(pair.getPublic().getEncoded());
      System.arraycopy(open, 0, both, Bytes32.LENGTH, Bytes32.LENGTH);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.write(
          file,
          (Hex.format(both) + "\n").getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Arrays.fill(both, (byte) 0);
      return new ReleaseKeyFile(pair.getPrivate(), new ReleaseKey(Bytes32.of(open)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @throws UnusableFileException naming option, file and reason
  static ReleaseKeyFile read(Path file) {
    String line = SecretFile.read(OPTION, file).strip();
    byte[] both;
    try {
      both = Hex.parse(line, 2 * Bytes32.LENGTH);
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(
          OPTION, file, "is no release key (expected: 0x and 64 bytes)", MAKE);
    }
    byte[] encoded = Arrays.copyOf(HEADER, HEADER.length + Bytes32.LENGTH);
    System.arraycopy(both, 0, encoded, HEADER.length, Bytes32.LENGTH);
    try {
      return new ReleaseKeyFile(
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded)),
          new ReleaseKey(Bytes32.of(tail(both))));
    } catch (GeneralSecurityException e) {
      throw new UnusableFileException(OPTION, file, "is no release key", MAKE);
    } finally {
      Arrays.fill(both, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
    }
  }

  ReleaseKey key() {
    return key;
  }

  String sign(byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(secret);
      signer.update(message);
      return Hex.format(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - Bytes32.LENGTH, encoded.length);
  }

  @Override
  public String toString() {
    return "release key " + key;
  }
}
