package com.qubetics.dvpn.admin.secrets;

import com.qubetics.dvpn.evm.key.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The folder of all passwords: one folder in it for each service, which is all that the service is
/// given, and those of the two administrators. Files have mode 0600, and are replaced in one step.
///
/// ```
/// SERVICE/pgpass            *:*:DATABASE:ROLE:PASSWORD, as PostgreSQL's clients read it (PGPASSFILE)
/// SERVICE/kafka.password    one line
/// postgres/superuser.password, kafka/admin.password
/// ```
final class SecretsFolder {
  private static final String FOLDER_MODE = "rwx------";
  private static final String FILE_MODE = "rw-------";

  private final SecureRandom random = new SecureRandom();
  private final Path folder;

  SecretsFolder(Path folder) {
    this.folder = folder;
  }

  Path superuserPassword() {
    return folder.resolve("postgres/superuser.password");
  }

  Path kafkaAdminPassword() {
    return folder.resolve("kafka/admin.password");
  }

  Path databasePassword(ServiceAccount account) {
    return folder.resolve(account.service()).resolve("pgpass");
  }

  Path kafkaPassword(ServiceAccount account) {
    return folder.resolve(account.service()).resolve("kafka.password");
  }

  /// Makes the passwords that are missing.
  void make() {
    makeOne(superuserPassword());
    makeOne(kafkaAdminPassword());
    for (ServiceAccount account : ServiceAccount.values()) {
      account
          .database()
          .filter(database -> !Files.exists(databasePassword(account)))
          .ifPresent(database -> keepDatabasePassword(account, password()));
      account.topics().ifPresent(topics -> makeOne(kafkaPassword(account)));
    }
  }

  String read(Path file) {
    return SecretFile.read("password", file);
  }

  /// The last of the line's five fields.
  String readDatabasePassword(ServiceAccount account) {
    String line = read(databasePassword(account));
    return line.substring(line.lastIndexOf(':') + 1);
  }

  void keepDatabasePassword(ServiceAccount account, String password) {
    String name = account.database().orElseThrow();
    write(databasePassword(account), "*:*:%1$s:%1$s:%2$s\n".formatted(name, password));
  }

  /// A password that nobody guesses, and that no form of file or address has to quote.
  String password() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void makeOne(Path file) {
    if (!Files.exists(file)) {
      write(file, password());
    }
  }

  void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent(), mode(FOLDER_MODE));
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      Files.createFile(beside, mode(FILE_MODE));
      Files.writeString(beside, text, StandardOpenOption.SYNC);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
  }

  private static FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}
