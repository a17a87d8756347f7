package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// A key for each role, as a network has them.
public final class RoleKeys {
  public static final PrivateKey PROPOSER = key(3);
  public static final Roles ROLES =
      new Roles(
          key(1).address(),
          key(2).address(),
          PROPOSER.address(),
          key(4).address(),
          key(5).address(),
          key(6).address(),
          key(7).address());

  private RoleKeys() {}

  /// The same for each number, and in no role by itself.
  public static PrivateKey key(int number) {
    return PrivateKey.parse("0x" + String.format(Locale.ROOT, "%02x", number).repeat(32));
  }

  public static Address address(int number) {
    return key(number).address();
  }

  /// A key file, for its owner only.
  public static Path file(Path folder, PrivateKey key) throws IOException {
    Path file = folder.resolve(key.address() + ".key");
    String text = Hex.format(key.secret());
    Files.writeString(file, text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
