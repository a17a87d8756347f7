package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Waiting;
import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Option;

/// The node to talk to.
final class RpcOption {
  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      description = "JSON-RPC of an EVM node (environment: DVPN_RPC_URL).",
      defaultValue = "${env:DVPN_RPC_URL}")
  private URI rpc;

  JsonRpc open() {
    return new JsonRpc(rpc);
  }

  /// How long a command waits for its transactions.
  static final class Wait {
    private final Waiting.Time time;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        description = "How long to wait for a block that holds a transaction (${DEFAULT-VALUE}).",
        defaultValue = "120")
    private long seconds;

    Wait(Waiting.Time time) {
      this.time = time;
    }

    Waiting begin() {
      return new Waiting(Duration.ofSeconds(seconds), time);
    }
  }
}
