package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.sandbox.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ahead-of-time cache of a program: classes as the JVM had them at the end of a training.
///
/// The JVM of JDK 25 up to 25.0.3 does not see that a jar has changed since
/// ([JDK-8377932](https://bugs.openjdk.org/browse/JDK-8377932)) and runs the old classes. So the
/// file's name has a fingerprint of all that the cache was made from: the contents of the jars, the
/// runtime and the flags. A cache for anything else has another name, and is not found.
final class AotCache {

  private static final Duration PROOF_LIMIT = Duration.ofMinutes(1);

  private final Program program;
  private final String fingerprint;

  private AotCache(Program program, String fingerprint) {
    this.program = program;
    this.fingerprint = fingerprint;
  }

  /// The cache that fits the program's jars as they are at this moment.
  static AotCache of(Program program) {
    return of(program, System.getProperty("java.home") + " " + runtime(), Jvm.flags());
  }

  /// @param runtime whose classes are in the cache too
  /// @param flags of the JVM; its largest heap is none of them, a cache fits any
  static AotCache of(Program program, String runtime, List<String> flags) {
    if (!program.trained()) {
      return new AotCache(program, "none");
    }
    MessageDigest digest = sha256();
    List<String> parts = new ArrayList<>(List.of(runtime));
    parts.addAll(flags);
    for (Map.Entry<Path, JarSum> jar : JarSum.ofClassPath(program.jar()).entrySet()) {
      parts.add(jar.getKey() + " " + jar.getValue());
    }
    digest.update(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
    return new AotCache(program, HexFormat.of().formatHex(digest.digest()).substring(0, 32));
  }

  /// The file, if there is one for exactly this program.
  Optional<Path> usable() {
    return program.trained() && Files.exists(file()) ? Optional.of(file()) : Optional.empty();
  }

  /// Where a JVM in training writes: in the folder of that training, which nobody starts from.
  Path written() {
    return writtenIn(program.layout()).resolve(file().getFileName());
  }

  /// The folder of a training's caches.
  static Path writtenIn(Layout training) {
    return training.home().resolve("aot");
  }

  /// Takes over what a training wrote. To be called when its JVMs have ended: they write at their
  /// end, and one that was killed leaves a part. The JVM itself says whether the file is whole.
  ///
  /// @return false if there is none for the program as it is at this moment, or a broken one
  boolean accept() {
    Path written = written();
    if (!Files.exists(written) || !isWhole(written)) {
      return false;
    }
    try {
      Files.createDirectories(folder());
      Files.move(
          written, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      deleteOthers();
      return true;
    } catch (IOException e) {
      throw new StageException("could not write to " + folder() + ": " + e.getMessage(), e);
    }
  }

  /// Starts a JVM that ends with an error where it can't use the file, after it has compared the
  /// file with its checksums.
  private boolean isWhole(Path file) {
    List<String> line = new ArrayList<>(List.of(Jvm.java()));
    line.addAll(Jvm.flags());
    line.addAll(
        List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+VerifySharedSpaces",
            "-XX:AOTMode=on",
            "-XX:AOTCache=" + file,
            "-cp",
            program.jar().toString(),
            "-version"));
    return Commands.ask(PROOF_LIMIT, Map.of(), line, "").worked();
  }

  /// The caches of this program's earlier builds: each is 20 to 160 MB.
  private void deleteOthers() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder(), program.name() + "-????????????????????????????????.aot")) {
      for (Path file : files) {
        if (!file.equals(file())) {
          Files.delete(file);
        }
      }
    }
  }

  Path file() {
    return folder().resolve(program.name() + "-" + fingerprint + ".aot");
  }

  private Path folder() {
    return program.layout().caches();
  }

  private static String runtime() {
    return String.join(
        " ",
        System.getProperty("java.vm.vendor"),
        System.getProperty("java.vm.name"),
        System.getProperty("java.vm.version"),
        System.getProperty("java.runtime.version"));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
