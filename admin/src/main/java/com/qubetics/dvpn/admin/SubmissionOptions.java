package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Submissions;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How transactions are written down, sent once and waited for.
final class SubmissionOptions {
  @Mixin private RpcOption.Wait wait;

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description = {
        "Folder, its owner's alone, where each transaction is written down before it is sent"
            + " (environment: DVPN_JOURNAL; usually dvpn-admin in $XDG_STATE_HOME or"
            + " ~/.local/state)."
      },
      defaultValue = "${env:DVPN_JOURNAL}")
  private @Nullable Path folder;

  @Option(
      names = "--again",
      description =
          "If an earlier start wrote a transaction down that is in no block: sign another one, with"
              + " the same nonce unless that was used by another transaction.")
  private boolean again;

  boolean again() {
    return again;
  }

  Submissions open(JsonRpc rpc, Signer signer, Consumer<String> report) {
    return Submissions.open(rpc, signer, place(), wait.begin(), report);
  }

  private Path place() {
    if (folder != null) {
      return folder;
    }
    String state = System.getenv("XDG_STATE_HOME");
    Path base =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    return base.resolve("dvpn-admin");
  }
}
