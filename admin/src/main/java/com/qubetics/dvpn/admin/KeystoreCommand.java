package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.evm.key.KeyFile;
import com.qubetics.dvpn.evm.key.KeystoreFile;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes an encrypted keystore.
@Command(
    name = "keystore",
    description = {
      "Writes an encrypted keystore of a new key, or of the one in a key file or keystore.",
      "It takes 8 MiB to open, so that services can."
    },
    mixinStandardHelpOptions = true)
final class KeystoreCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, paramLabel = "FILE", description = "What to write.")
  private Path out;

  @Option(
      names = "--password-file",
      required = true,
      paramLabel = "FILE",
      description = "The password, one line, mode 0600; a long random one.")
  private Path passwordFile;

  @Option(
      names = "--from-key-file",
      paramLabel = "FILE",
      description = "Encrypt this plain key, mode 0600.")
  private @Nullable Path keyFile;

  @Option(
      names = "--from-keystore",
      paramLabel = "FILE",
      description = "Encrypt this keystore's key anew, by the same password.")
  private @Nullable Path keystore;

  @Mixin private Output output;

  @Override
  public Integer call() {
    SecureRandom random = new SecureRandom();
    PrivateKey key =
        keyFile != null
            ? KeyFile.readOwn("--from-key-file", keyFile)
            : keystore != null
                ? KeystoreFile.read("--from-keystore", keystore, "--password-file", passwordFile)
                : PrivateKey.random(random);
    write(KeystoreFile.text(key, passwordFile, random));
    output.print(Map.of("address", key.address().toString()), key.address() + "\n");
    return 0;
  }

  /// Never over a file that is there: it could be the only copy of a key.
  private void write(String text) {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (FileChannel file =
        FileChannel.open(
            out, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    } catch (IOException e) {
      throw UnusableFileException.of("--out", out, e);
    }
  }
}
