package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.deploy.Deployment;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Compares a network's address file with the chain and says where they differ.
@Command(
    name = "verify",
    description = "Compares a network's address file with the chain; exit code 1 if they differ.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      description = "JSON-RPC of an EVM node (environment: DVPN_RPC_URL).",
      defaultValue = "${env:DVPN_RPC_URL}")
  private URI rpc;

  @Option(
      names = "--network-file",
      required = true,
      paramLabel = "FILE",
      description = "The address file (environment: DVPN_NETWORK_FILE).",
      defaultValue = "${env:DVPN_NETWORK_FILE}")
  private Path networkFile;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Network network = Network.read(networkFile);
    Deployment deployment = new Deployment(new JsonRpc(rpc));
    deployment.requireChain(network.chainId());
    List<String> differences = deployment.differences(network);
    var console = spec.commandLine().getOut();
    if (json) {
      console.println(
          JsonMapper.shared()
              .writeValueAsString(Map.of("network", network.name(), "differences", differences)));
    } else if (differences.isEmpty()) {
      console.println(
          "%s is on chain %d as the file says".formatted(network.name(), network.chainId()));
    } else {
      differences.forEach(console::println);
    }
    console.flush();
    return differences.isEmpty() ? 0 : AdminCommand.REFUSED;
  }
}
