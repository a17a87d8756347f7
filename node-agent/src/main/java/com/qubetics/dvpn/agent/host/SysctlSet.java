package com.qubetics.dvpn.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A kernel setting of this network namespace, until the next boot.
///
/// @param name with dots, such as `net.ipv4.ip_forward`; a dot within a part, as interfaces have
///   them, is written `/`, as `sysctl` does
public record SysctlSet(String name, String value) implements HostChange {

  public SysctlSet {
    Objects.requireNonNull(value, "value");
    if (!name.matches("[a-z0-9_]+(\\.[a-zA-Z0-9_=+-]+(/[a-zA-Z0-9_=+-]+)*)+")) {
      throw new IllegalArgumentException("sysctl: malformed (expected: names joined by dots)");
    }
  }

  /// What comes in by an interface is forwarded.
  public static SysctlSet forwarding(String interfaceName) {
    return new SysctlSet("net.ipv4.conf." + interfaceName.replace('.', '/') + ".forwarding", "1");
  }

  /// Router advertisements are heard, also by a host that forwards.
  public static SysctlSet hearingRouters(String interfaceName) {
    return new SysctlSet("net.ipv6.conf." + interfaceName.replace('.', '/') + ".accept_ra", "2");
  }

  @Override
  public String place() {
    return "sysctl " + name;
  }

  @Override
  public String effect() {
    return "set to " + value;
  }

  @Override
  public String wanted() {
    return value;
  }

  @Override
  public Optional<String> present(Host host) throws IOException {
    return Files.exists(file()) ? Optional.of(KernelFile.text(file())) : Optional.empty();
  }

  /// A setting that the kernel did not have can't be taken away again.
  @Override
  public void set(Host host, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      Files.writeString(file(), text.get() + "\n");
    }
  }

  private Path file() {
    return Path.of(
        "/proc/sys",
        Stream.of(name.split("\\.")).map(part -> part.replace('/', '.')).toArray(String[]::new));
  }
}
