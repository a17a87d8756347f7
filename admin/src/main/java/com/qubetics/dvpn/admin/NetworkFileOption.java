package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.Network;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The address file of the network that a command is about.
final class NetworkFileOption {
  @Option(
      names = "--network-file",
      required = true,
      paramLabel = "FILE",
      description = "The address file (environment: DVPN_NETWORK_FILE).",
      defaultValue = "${env:DVPN_NETWORK_FILE}")
  private Path file;

  Network read() {
    return Network.read(file);
  }
}
