package com.qubetics.dvpn.agent.update;

import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Installs by the package's script `install-update`. One process does it all, started before this
/// program's own files are replaced: a JVM whose runtime has changed under it can start no other.
public final class PackageInstaller implements Updates.Installer {
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final Path script;

  public PackageInstaller(Path script) {
    this.script = script;
  }

  @Override
  public boolean install(Version version, Path fresh, Optional<Path> last) throws ToolException {
    List<String> command =
        new ArrayList<>(List.of(script.toString(), version.toString(), fresh.toString()));
    last.map(Path::toString).ifPresent(command::add);
    return Tool.run(command, LIMIT).strip().equals("installed");
  }
}
