package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.transaction.KeyFile;
import com.qubetics.dvpn.chain.transaction.Signer;
import com.qubetics.dvpn.chain.transaction.Wallet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/// The node to talk to and the key to sign with.
final class ChainOptions {
  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      description = "JSON-RPC of an EVM node (environment: DVPN_RPC_URL).",
      defaultValue = "${env:DVPN_RPC_URL}")
  private URI rpc;

  @Option(
      names = "--key-file",
      required = true,
      paramLabel = "FILE",
      description = "Private key of the sender, mode 0600: one line, 0x and 32 bytes.")
  private Path keyFile;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for a block that holds a transaction (${DEFAULT-VALUE}).",
      defaultValue = "120")
  private long waitSeconds;

  JsonRpc rpc() {
    return new JsonRpc(rpc);
  }

  Wallet wallet(JsonRpc over) {
    return new Wallet(over, Signer.of(KeyFile.read(keyFile)), Duration.ofSeconds(waitSeconds));
  }
}
