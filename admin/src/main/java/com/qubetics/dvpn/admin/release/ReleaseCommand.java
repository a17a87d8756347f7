package com.qubetics.dvpn.admin.release;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.ReleaseKeys;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import com.qubetics.dvpn.protocol.release.SignedRelease.ReleaseSignature;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `dvpn-admin release`: what a release of the node agent goes through before a mirror serves it.
@Command(
    name = "release",
    description = "Drafts, signs and assembles a release of the node agent.",
    mixinStandardHelpOptions = true)
public final class ReleaseCommand {
  private static final int MOST_DAYS = 90;

  private final Clock clock;
  @Spec private CommandSpec spec;

  public ReleaseCommand() {
    this(Clock.systemUTC());
  }

  ReleaseCommand(Clock clock) {
    this.clock = clock;
  }

  @Command(name = "key", description = "Makes a signer's key; prints its line for release-keys.")
  void key(
      @Option(names = "--out", required = true, description = "file that is not there yet")
          Path file) {
    say("key " + attempt(() -> ReleaseKeyFile.make(file)).key());
  }

  @Command(name = "draft", description = "Describes a package, to be signed.")
  void draft(
      @Option(names = "--package", required = true, description = "the .deb") Path file,
      @Option(names = "--version", required = true, description = "MAJOR.MINOR.PATCH")
          String version,
      @Option(
              names = "--url",
              required = true,
              description = "where the package will lie, absolute or beside the release")
          String url,
      @Option(names = "--stage-percent", required = true, description = "share of the nodes")
          int stagePercent,
      @Option(
              names = "--minimum-from",
              defaultValue = "0.0.0",
              description = "older nodes can't go straight to it (${DEFAULT-VALUE})")
          String minimumFrom,
      @Option(
              names = "--valid-days",
              defaultValue = "30",
              description = "until it expires, at most 90 (${DEFAULT-VALUE})")
          int validDays,
      @Option(names = "--out", required = true) Path out) {
    if (validDays < 1 || validDays > MOST_DAYS) {
      throw new IllegalArgumentException(
          "valid days: %s (expected: 1 to %s)".formatted(validDays, MOST_DAYS));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Release release =
        new Release(
            Version.parse(version),
            url,
            attempt(() -> sha256(file)),
            attempt(() -> Files.size(file)),
            Version.parse(minimumFrom),
            stagePercent,
            now,
            now.plus(Duration.ofDays(validDays)));
    write(out, new SignedRelease(SignedReleaseFile.text(release), List.of()));
    say(release.toString());
  }

  @Command(name = "sign", description = "Adds a signature; shows what is signed.")
  void sign(
      @Option(names = "--release", required = true, description = "the drafted release") Path file,
      @Option(names = "--key-file", required = true, description = "mode 0600") Path keyFile) {
    ReleaseKeyFile key = ReleaseKeyFile.read(keyFile);
    SignedRelease signed = attempt(() -> new SignedReleaseFile(file).read());
    say(attempt(() -> SignedReleaseFile.release(signed)).toString());
    List<ReleaseSignature> signatures = new ArrayList<>(signed.signatures());
    signatures.removeIf(signature -> signature.key().equals(key.key()));
    signatures.add(new ReleaseSignature(key.key(), key.sign(signed.message())));
    write(file, new SignedRelease(signed.release(), signatures));
  }

  @Command(
      name = "assemble",
      description = "Puts the signatures of one release together; refuses what nodes would refuse.")
  void assemble(
      @Option(names = "--release-keys", required = true, description = "as the package pins them")
          Path keysFile,
      @Option(names = "--out", required = true, description = "what the mirror serves") Path out,
      @Parameters(arity = "1..*", description = "the signed releases") List<Path> files) {
    ReleaseKeys keys = pinned(keysFile);
    List<ReleaseSignature> signatures = new ArrayList<>();
    String text = attempt(() -> new SignedReleaseFile(files.getFirst()).read()).release();
    for (Path file : files) {
      SignedRelease signed = attempt(() -> new SignedReleaseFile(file).read());
      if (!signed.release().equals(text)) {
        throw new IllegalArgumentException(file + ": another release than " + files.getFirst());
      }
      signed.signatures().stream()
          .filter(one -> !signatures.contains(one))
          .forEach(signatures::add);
    }
    SignedRelease whole = new SignedRelease(text, signatures);
    if (!keys.accept(whole)) {
      throw new IllegalArgumentException(
          "signatures: %s of pinned keys (expected: %s)"
              .formatted(keys.approvals(whole), keys.threshold()));
    }
    Release release = attempt(() -> SignedReleaseFile.release(whole));
    if (!release.expiresAt().isAfter(clock.instant())) {
      throw new IllegalArgumentException("release: expired at " + release.expiresAt());
    }
    write(out, whole);
    say("%s, signed by %s".formatted(release, keys.approvals(whole)));
  }

  private static ReleaseKeys pinned(Path file) {
    String text = TextFile.read("--release-keys", file);
    try {
      return ReleaseKeys.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(
          "--release-keys", file, "is none: " + e.getMessage(), "take it as the package pins it");
    }
  }

  private static Bytes32 sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return Bytes32.of(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static void write(Path file, SignedRelease signed) {
    attempt(
        () -> {
          new SignedReleaseFile(file).write(signed);
          return file;
        });
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private static <T> T attempt(Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
