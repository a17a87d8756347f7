package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.setup.NodeTransaction;
import com.qubetics.dvpn.agent.setup.ProviderWallet;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.key.KeyFile;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.Waiting;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.qr.TerminalQr;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// How a node's transaction is made, shown, and on a headless host sent.
final class RegistrationOptions {
  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Option(
      names = "--nonce",
      description = "the registry's nonce of the node key (usual: asked of --rpc, else 0)")
  private @Nullable Long nonce;

  @Option(
      names = "--valid-hours",
      defaultValue = "24",
      description = "how long the wallet may take to send it (usual: 24)")
  private int validHours;

  @Option(names = "--no-qr", description = "no QR code")
  private boolean noQr;

  @Option(
      names = "--key-file",
      description = "the provider's key, or its keystore: signs and sends instead of printing")
  private @Nullable Path keyFile;

  @Option(
      names = "--keystore-password-file",
      description = "the keystore's password, one line, mode 0600")
  private @Nullable Path keystorePasswordFile;

  @Option(names = "--rpc", description = "JSON-RPC of the chain")
  private @Nullable URI rpc;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "with --key-file: how long to look for its block (usual: 120)")
  private long waitSeconds;

  @Option(
      names = "--again",
      description =
          "with --key-file: sign another one if that of an earlier start is in no block; with the"
              + " same nonce unless another transaction used it")
  private boolean again;

  /// The node as it is set up.
  NodeTransaction.Subject subject(Home home, PrivateKey prover, TunnelKey tunnelKey)
      throws IOException {
    AgentSettings settings = home.settings();
    return new NodeTransaction.Subject(
        settings.provider(),
        tunnelKey,
        settings.endpoint(),
        nonceOf(home, prover),
        NodeCommand.CLOCK.instant().plus(Duration.ofHours(validHours)).getEpochSecond());
  }

  private long nonceOf(Home home, PrivateKey prover) throws IOException {
    if (nonce != null) {
      return nonce;
    }
    return rpc == null
        ? 0
        : new JsonRpc(rpc)
            .view(
                home.network().nodeRegistry(),
                Abi.call("nonces(address)", prover.address()),
                WordReader::number);
  }

  /// For a key that has proven something before, so that 0 can't be right.
  void requireNonce(CommandLine line) {
    if (nonce == null && rpc == null) {
      throw new CommandLine.ParameterException(
          line, "needs --rpc, to ask the registry for the node key's nonce, or --nonce");
    }
  }

  NodeTransaction update(Home home) throws IOException {
    PrivateKey key = home.nodeKey();
    return NodeTransaction.update(
        home.network(), key, subject(home, key, home.tunnelKey().publicKey()));
  }

  NodeTransaction registration(Home home) throws IOException {
    PrivateKey key = home.nodeKey();
    return NodeTransaction.register(
        home.network(), key, subject(home, key, home.tunnelKey().publicKey()));
  }

  /// Prints it, or with `--key-file` sends it.
  void present(Home home, NodeTransaction transaction, PrintWriter out, PrintWriter report)
      throws IOException {
    if (keyFile != null) {
      if (rpc == null) {
        throw new ChainException("--key-file needs --rpc");
      }
      PrivateKey provider =
          KeyFile.read(
              "--key-file",
              keyFile,
              keystorePasswordFile,
              "name the file with its password by --keystore-password-file");
      ProviderWallet wallet =
          new ProviderWallet(
              provider,
              new JsonRpc(rpc),
              home.transactions(),
              new Waiting(Duration.ofSeconds(waitSeconds)));
      out.println("sent: " + wallet.send(transaction, again, report::println));
    } else if (json) {
      out.println(Json.pretty(transaction));
    } else {
      print(home.settings().gateway(), transaction, out);
    }
    out.flush();
  }

  private void print(String gateway, NodeTransaction transaction, PrintWriter out) {
    out.println("node " + transaction.node() + ", owned by " + transaction.provider());
    out.println("With that wallet, open this link in its browser (MetaMask or Keplr):");
    out.println("  " + transaction.link(gateway));
    if (!noQr) {
      out.println("or with MetaMask on a telephone, by its camera:");
      out.print(TerminalQr.of(transaction.mobileLink(gateway)));
    }
    out.println("or send this transaction by hand:");
    out.println("  chain id  " + transaction.chainId());
    out.println("  to        " + transaction.to());
    out.println("  value     " + transaction.value() + " base units");
    out.println("  data      " + transaction.data());
  }
}
