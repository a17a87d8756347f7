package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.setup.NodeTransaction;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dvpn-node rotate-key`: a new key beside the old one, and the transaction that puts it on chain.
/// The running agent goes over to it when the registry says that the chain has it.
@Command(
    name = "rotate-key",
    description = "Makes a new key and prints the transaction that puts it on chain.",
    footer = {
      "",
      "Sent once, the agent goes over to the new key by itself when the chain has it. Running the",
      "command again prints the same new key's transaction. Sessions end and clients reconnect."
    },
    mixinStandardHelpOptions = true)
final class RotateKeyCommand implements Callable<Integer> {
  @Mixin private HomeOption homeOption;
  @Mixin private RegistrationOptions registration;

  @Option(names = "--tunnel", description = "WireGuard's key instead of the node key")
  private boolean tunnel;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Home home = homeOption.existing();
    registration.present(
        home,
        tunnel ? tunnel(home) : node(home),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
    return 0;
  }

  private NodeTransaction node(Home home) throws IOException {
    PrivateKey present = home.nodeKey();
    PrivateKey next = home.makeNextNodeKey(new SecureRandom());
    return NodeTransaction.rotate(
        home.network(),
        new NodeId(present.address()),
        next,
        registration.subject(home, next, home.tunnelKey().publicKey()));
  }

  private NodeTransaction tunnel(Home home) throws IOException {
    registration.requireNonce(spec.commandLine());
    PrivateKey key = home.nodeKey();
    return NodeTransaction.update(
        home.network(),
        key,
        registration.subject(home, key, home.makeNextTunnelKey(new SecureRandom()).publicKey()));
  }
}
