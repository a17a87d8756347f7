package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.agent.update.ReleaseVerdict.Reason;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.ReleaseKeys;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;

/// Updates of the agent's package: looks, loads, installs. Runs as root in a process of its own,
/// one at a time; the agent has no part in it. Its folder is root's: `memory.json`, the package
/// that is loaded, and the one that was installed last, to go back to.
public final class Updates {
  private final ReleaseKeys keys;
  private final Path folder;
  private final Version installed;
  private final Optional<NodeId> node;
  private final Installer installer;
  private final Clock clock;

  /// Puts packages onto the host.
  @FunctionalInterface
  public interface Installer {

    /// Installs `fresh`; if the node does not start with it, goes back to `last`, if there is one.
    ///
    /// @param version that the package must have
    /// @return whether the node runs with `fresh`
    /// @throws ToolException if it could not be installed; to be tried again
    boolean install(Version version, Path fresh, Optional<Path> last) throws ToolException;
  }

  public Updates(
      ReleaseKeys keys,
      Path folder,
      Version installed,
      Optional<NodeId> node,
      Installer installer,
      Clock clock) {
    this.keys = keys;
    this.folder = folder;
    this.installed = installed;
    this.node = node;
    this.installer = installer;
    this.clock = clock;
  }

  /// Asks the mirror, and remembers what it saw.
  ///
  /// @param elsewhere in place of the pinned address
  public ReleaseVerdict look(Optional<URI> elsewhere) throws IOException, InterruptedException {
    Optional<URI> url = address(elsewhere);
    if (url.isEmpty()) {
      return new ReleaseVerdict.Refused(
          Reason.NO_RELEASE_KEYS, "this package pins no release keys: update it with apt");
    }
    UpdateMemory memory = memory();
    ReleaseCheck.Outcome outcome =
        new ReleaseCheck(keys, installed, node)
            .judge(new Mirror(url.get()).release(), memory, clock.instant());
    if (!outcome.memory().equals(memory)) {
      remember(outcome.memory());
    }
    return outcome.verdict();
  }

  /// Loads and installs what [#look] found due.
  ///
  /// @return whether the node runs with it; if not, it is remembered and not tried again
  public boolean install(Release release, Optional<URI> elsewhere)
      throws IOException, InterruptedException, ToolException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("an update runs already");
      }
      return installLocked(release, address(elsewhere).orElseThrow());
    }
  }

  private boolean installLocked(Release release, URI url)
      throws IOException, InterruptedException, ToolException {
    Path fresh = folder.resolve("fresh.deb");
    Path last = folder.resolve("last.deb");
    Files.deleteIfExists(fresh);
    new Mirror(url).load(release, fresh);
    if (!installer.install(
        release.version(), fresh, Files.exists(last) ? Optional.of(last) : Optional.empty())) {
      remember(memory().failed(release.version()));
      Files.delete(fresh);
      return false;
    }
    Files.move(fresh, last, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private Optional<URI> address(Optional<URI> elsewhere) {
    return keys.keys().isEmpty()
        ? Optional.empty()
        : elsewhere.or(() -> keys.url().map(URI::create));
  }

  private UpdateMemory memory() throws IOException {
    try {
      return UpdateMemory.parse(Files.readAllBytes(memoryFile()));
    } catch (NoSuchFileException e) {
      return UpdateMemory.EMPTY;
    } catch (JsonException e) {
      throw new IOException(memoryFile() + ": unreadable; if you know why, delete it", e);
    }
  }

  private void remember(UpdateMemory memory) throws IOException {
    Files.createDirectories(folder);
    Path fresh = folder.resolve("memory.json.new");
    Files.writeString(fresh, Json.pretty(memory) + "\n");
    Files.move(
        fresh, memoryFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path memoryFile() {
    return folder.resolve("memory.json");
  }
}
