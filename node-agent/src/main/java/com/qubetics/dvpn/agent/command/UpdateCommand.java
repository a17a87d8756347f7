package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.run.StatusFile;
import com.qubetics.dvpn.agent.update.PackageInstaller;
import com.qubetics.dvpn.agent.update.ReleaseVerdict;
import com.qubetics.dvpn.agent.update.Updates;
import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.ReleaseKeys;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node update`: installs the newest release if enough release keys have signed it and it is
/// this node's turn. The timer of the package calls it as root.
@Command(
    name = "update",
    description = "Installs the newest signed release; exit code 1 if it must be refused.",
    mixinStandardHelpOptions = true)
final class UpdateCommand implements Callable<Integer> {
  private static final int MOST_STATUS_BYTES = 64 << 10;

  @Mixin private HomeOption homeOption;

  @Option(names = "--check", description = "look only")
  private boolean check;

  @Option(
      names = "--url",
      defaultValue = "${env:DVPN_UPDATE_URL}",
      description = "where the release is published (default: as the package pins it)")
  private URI url;

  @Option(
      names = "--release-keys",
      defaultValue = "/usr/share/dvpn-node/release-keys",
      description = "the keys that must have signed it (default: ${DEFAULT-VALUE})")
  private Path releaseKeys;

  @Option(
      names = "--update-home",
      defaultValue = "/var/lib/dvpn-node-update",
      description = "folder of the updates, root's alone (default: ${DEFAULT-VALUE})")
  private Path folder;

  @Option(
      names = "--installer",
      defaultValue = "/usr/lib/dvpn-node/install-update",
      description = "what puts a package onto the host (default: ${DEFAULT-VALUE})")
  private Path installer;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, ToolException {
    Updates updates =
        new Updates(
            pinned(),
            folder,
            Version.parse(NodeCommand.version()),
            node(homeOption.home()),
            new PackageInstaller(installer),
            NodeCommand.CLOCK);
    try {
      return run(updates);
    } catch (AccessDeniedException e) {
      throw new IOException(e.getFile() + ": not permitted: run it as root", e);
    }
  }

  private ReleaseKeys pinned() {
    String text = TextFile.read("--release-keys", releaseKeys);
    try {
      return ReleaseKeys.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(
          "--release-keys", releaseKeys, "is none: " + e.getMessage(), "install the package again");
    }
  }

  private int run(Updates updates) throws IOException, InterruptedException, ToolException {
    Optional<URI> elsewhere = Optional.ofNullable(url);
    return switch (updates.look(elsewhere)) {
      case ReleaseVerdict.Current current -> say(0, current.version() + " is the newest release");
      case ReleaseVerdict.Later later ->
          say(
              0,
              "%s is out for %s %% of the nodes, not for this one yet"
                  .formatted(later.release().version(), later.release().stagePercent()));
      case ReleaseVerdict.Refused refused ->
          say(1, "refused: " + refused.reason() + ", " + refused.detail());
      case ReleaseVerdict.Due due when check ->
          say(0, due.release().version() + " is to be installed");
      case ReleaseVerdict.Due due -> install(updates, due.release(), elsewhere);
    };
  }

  private int install(Updates updates, Release release, Optional<URI> elsewhere)
      throws IOException, InterruptedException, ToolException {
    return updates.install(release, elsewhere)
        ? say(0, release.version() + " installed")
        : say(
            1,
            "%s was installed, but the node did not start with it; see install.log in %s"
                .formatted(release.version(), folder));
  }

  private int say(int code, String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
    return code;
  }

  /// Out of the agent's status, which another user writes: no link is followed, and not much read.
  private static Optional<NodeId> node(Home home) throws IOException {
    Path file = home.statusFile();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    byte[] json;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      json = in.readNBytes(MOST_STATUS_BYTES);
    }
    try {
      return Optional.of(StatusFile.parse(json).node());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
