package com.qubetics.dvpn.client.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.util.ArrayList;
import java.util.List;

/// Commands for `ip`, one a line, made by one process; it ends with the first that fails.
final class IpBatch {
  private IpBatch() {}

  /// @param options that stand before all of them, such as a family
  static void run(List<String> lines, String... options) throws ToolException {
    if (!lines.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("ip"));
      command.addAll(List.of(options));
      command.addAll(List.of("-batch", "-"));
      Tool.run(command, (String.join("\n", lines) + "\n").getBytes(US_ASCII));
    }
  }
}
