package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.agent.chain.ChainException;
import com.qubetics.dvpn.agent.chain.ChainNode;
import com.qubetics.dvpn.agent.chain.ProviderWallet;
import com.qubetics.dvpn.agent.json.Json;
import com.qubetics.dvpn.agent.setup.AgentSettings;
import com.qubetics.dvpn.agent.setup.Home;
import com.qubetics.dvpn.agent.setup.NodeTransaction;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
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
      description = "the provider's key (0x…, mode 0600): signs and sends instead of printing")
  private @Nullable Path keyFile;

  @Option(names = "--rpc", description = "JSON-RPC of the chain")
  private @Nullable URI rpc;

  /// The node as it is set up.
  NodeTransaction.Subject subject(Home home, PrivateKey prover, TunnelKey tunnelKey)
      throws IOException, ChainException {
    AgentSettings settings = home.settings();
    return new NodeTransaction.Subject(
        settings.provider(),
        tunnelKey,
        settings.endpoint(),
        nonceOf(home, prover),
        NodeCommand.CLOCK.instant().plus(Duration.ofHours(validHours)).getEpochSecond());
  }

  private long nonceOf(Home home, PrivateKey prover) throws IOException, ChainException {
    if (nonce != null) {
      return nonce;
    }
    return rpc == null
        ? 0
        : new ChainNode(rpc).registryNonce(home.network().nodeRegistry(), prover.address());
  }

  /// For a key that has proven something before, so that 0 can't be right.
  void requireNonce(CommandLine line) {
    if (nonce == null && rpc == null) {
      throw new CommandLine.ParameterException(
          line, "needs --rpc, to ask the registry for the node key's nonce, or --nonce");
    }
  }

  NodeTransaction update(Home home) throws IOException, ChainException {
    PrivateKey key = home.nodeKey();
    return NodeTransaction.update(
        home.network(), key, subject(home, key, home.tunnelKey().publicKey()));
  }

  NodeTransaction registration(Home home) throws IOException, ChainException {
    PrivateKey key = home.nodeKey();
    return NodeTransaction.register(
        home.network(), key, subject(home, key, home.tunnelKey().publicKey()));
  }

  /// Prints it, or with `--key-file` sends it.
  void present(Home home, NodeTransaction transaction, PrintWriter out, PrintWriter report)
      throws IOException, ChainException, InterruptedException {
    if (keyFile != null) {
      if (rpc == null) {
        throw new ChainException("--key-file needs --rpc");
      }
      PrivateKey provider = PrivateKey.parse(Files.readString(keyFile).strip());
      ProviderWallet wallet = new ProviderWallet(provider, new ChainNode(rpc));
      out.println("sent: " + wallet.send(transaction, report::println));
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
