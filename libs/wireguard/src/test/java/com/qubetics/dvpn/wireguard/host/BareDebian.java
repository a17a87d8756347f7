package com.qubetics.dvpn.wireguard.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// A bare Debian in a folder, with mounts and processes of its own (scripts/package/bare-debian).
/// Its network is that of the thread that asks.
public final class BareDebian implements AutoCloseable {
  private static final long MINUTES_TO_MAKE = 10;

  private final Path folder;
  private final Process holder;
  private final long first;

  public BareDebian(Path folder) throws Exception {
    this.folder = folder;
    holder =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                Path.of("../scripts/package/bare-debian").toAbsolutePath().toString(),
                folder.toString())
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES_TO_MAKE);
    while (!Files.exists(folder.resolve("ready"))) {
      if (!holder.isAlive() || System.nanoTime() > deadline) {
        holder.destroyForcibly();
        throw new IOException("no bare Debian; debootstrap's log is in ~/.cache/dvpn");
      }
      Thread.sleep(100);
    }
    first = holder.children().findFirst().orElseThrow().pid();
  }

  /// What the host of the test and this Debian both see; /mnt inside.
  public Path shared() {
    return folder.resolve("shared");
  }

  /// Its files, as who is started by [#outside] sees them.
  public Path root() {
    return folder.resolve("root");
  }

  /// A program of the host of the test, in the mounts and processes of this Debian; to be started.
  public ProcessBuilder outside(String... command) {
    List<String> line =
        new ArrayList<>(List.of("nsenter", "--target", "" + first, "--mount", "--pid"));
    line.addAll(List.of(command));
    return new ProcessBuilder(line);
  }

  /// Runs a program to its end.
  ///
  /// @return what it wrote
  public String run(String... command) throws Exception {
    Path log = Files.createTempFile(folder, "run", ".log");
    Process process =
        builder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    String out = Files.readString(log, StandardCharsets.UTF_8);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": " + out);
    }
    return out;
  }

  /// Files that no package owns, but for what apt and its packages keep for themselves.
  public TreeSet<String> unownedFiles() throws Exception {
    String all =
        run(
            "sh",
            "-c",
            """
            cat /var/lib/dpkg/info/*.list | sed -E 's#^/(bin|sbin|lib|lib32|lib64|libx32)(/|$)#/usr/\\1\\2#' | sort -u >/tmp/owned
            find / -xdev | sort | comm -23 - /tmp/owned \\
              | grep -v -E '^/(var/lib/(dpkg|apt|systemd)|var/cache|var/log|etc/ssl/certs|etc/ca-certificates.conf|usr/local/share/ca-certificates|etc/ld.so.cache|etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$)'
            """);
    return new TreeSet<>(all.lines().toList());
  }

  public Process start(String... command) throws IOException {
    return builder(command).inheritIO().redirectInput(new File("/dev/null")).start();
  }

  private ProcessBuilder builder(String... command) {
    ProcessBuilder builder = outside("chroot", root().toString());
    builder.command().addAll(List.of(command));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C");
    // Units can be enabled here, not started: no systemd runs.
    builder.environment().put("SYSTEMD_OFFLINE", "1");
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    return builder;
  }

  /// Ends all its processes, and its mounts with them; deletes what they wrote.
  @Override
  public void close() throws Exception {
    holder.destroyForcibly().waitFor();
    Tool.run(
        List.of("rm", "--recursive", "--force", "--one-file-system", folder.toString()),
        Duration.ofMinutes(1));
  }
}
