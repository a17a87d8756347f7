package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A systemd unit that starts with the host, and at once. Its file stands before it in the list of
/// changes, or came with the package.
///
/// @param unit such as `dvpn-node.service`
public record UnitEnabled(String unit) implements HostChange {
  private static final String ENABLED = "enabled";

  public UnitEnabled {
    Objects.requireNonNull(unit, "unit");
  }

  @Override
  public String place() {
    return "unit " + unit;
  }

  @Override
  public String effect() {
    return "enabled and started";
  }

  @Override
  public String wanted() {
    return ENABLED;
  }

  @Override
  public Optional<String> present(Host host) {
    // An exit code but 0 is the answer "no".
    return Tool.ask(List.of("systemctl", "is-enabled", unit)).map(String::strip);
  }

  @Override
  public void set(Host host, Optional<String> text) throws ToolException {
    if (text.equals(Optional.of(ENABLED))) {
      Tool.run(List.of("systemctl", "daemon-reload"));
      systemctl("enable");
    } else if (present(host).isPresent()) {
      systemctl("disable");
    }
  }

  /// At once too, unless the host is set up from outside and boots later.
  private void systemctl(String verb) throws ToolException {
    Tool.run(
        Files.isDirectory(Path.of("/run/systemd/system"))
            ? List.of("systemctl", verb, "--now", unit)
            : List.of("systemctl", verb, unit));
  }
}
