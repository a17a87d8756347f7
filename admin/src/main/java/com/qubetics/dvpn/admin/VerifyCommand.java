package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.deploy.Verification;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Compares a network's address file with the chain and says where they differ.
@Command(
    name = "verify",
    description =
        "Compares a network's address file with the chain, parameters, links and roles; exit code 1"
            + " if they differ, 4 if the endpoint's answers don't tell.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private RpcOption rpcOption;
  @Mixin private NetworkFileOption networkFile;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Network network = networkFile.read();
    JsonRpc rpc = rpcOption.open();
    Verification.requireChain(rpc, network.chainId());
    List<String> differences = new Verification(rpc).differences(network);
    String people =
        differences.isEmpty()
            ? "%s is on chain %s as the file says%n".formatted(network.name(), network.chainId())
            : String.join("\n", differences) + "\n";
    output.print(Map.of("network", network.name(), "differences", differences), people);
    return differences.isEmpty() ? 0 : AdminCommand.REFUSED;
  }
}
