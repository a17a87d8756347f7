package com.qubetics.dvpn.agent.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The resolvers of this host, read anew whenever the file that names them is another: a lease of
/// the provider's network, or a VPN of the provider's own, may change them at any time.
///
/// Where the host asks systemd-resolved's stub, the resolvers behind it are asked: the stub cuts
/// what it can't hold, and knows names of the host's own that clients need not see.
final class HostResolvers implements Supplier<List<Upstream>> {
  private final Path file;
  private final Path behindStub;

  private @Nullable State seen;
  private List<Upstream> resolvers = List.of();

  /// A file as it was when it was read; null: it could not be.
  private record State(@Nullable Mark file, @Nullable Mark behindStub) {}

  private record Mark(Object key, Object time, long bytes) {}

  HostResolvers(Path file, Path behindStub) {
    this.file = file;
    this.behindStub = behindStub;
  }

  static HostResolvers ofThisHost() {
    return new HostResolvers(
        Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));
  }

  @Override
  public synchronized List<Upstream> get() {
    State present = new State(mark(file), mark(behindStub));
    if (!present.equals(seen)) {
      seen = present;
      resolvers = read();
    }
    return resolvers;
  }

  private List<Upstream> read() {
    ResolvConf conf = read(file);
    if (!conf.isStub()) {
      return conf.resolvers();
    }
    ResolvConf behind = read(behindStub);
    return behind.resolvers().isEmpty() ? conf.resolvers() : behind.resolvers();
  }

  private static ResolvConf read(Path file) {
    try {
      return ResolvConf.parse(Files.readString(file));
    } catch (IOException e) {
      // Not there, or no text: it names nobody.
      return new ResolvConf(List.of());
    }
  }

  private static @Nullable Mark mark(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Mark(now.fileKey(), now.lastModifiedTime(), now.size());
    } catch (IOException e) {
      return null;
    }
  }
}
