package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.deploy.RoleAudit;
import com.qubetics.dvpn.admin.deploy.RoleAudit.Holding;
import com.qubetics.dvpn.admin.deploy.Verification;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Address;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Says who has which role at the contracts, and where that is not as the address file has it.
@Command(
    name = "roles",
    description = {
      "Compares every role at every contract with the address file: who was granted it and has it"
          + " still. Exit code 1 if anything differs, 4 if the endpoint's answers don't tell, as of"
          + " one that is behind.",
      "The whole time since the deployment is read; on an old network that takes a while."
    },
    mixinStandardHelpOptions = true)
final class RolesCommand implements Callable<Integer> {
  @Mixin private RpcOption rpcOption;
  @Mixin private NetworkFileOption networkFile;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Network network = networkFile.read();
    if (network.roles() == null) {
      throw new IllegalArgumentException(
          "the address file names no roles: add them (docs/protocol.md section 7)");
    }
    JsonRpc rpc = rpcOption.open();
    Verification.requireChain(rpc, network.chainId());
    RoleAudit.Audit audit = new RoleAudit(rpc).audit(network);
    output.progress("as of block %s of %s".formatted(audit.block().number(), audit.block().time()));
    List<Holding> holdings = audit.holdings();
    output.print(
        holdings.stream().map(RolesCommand::members).toList(),
        holdings.stream().map(RolesCommand::line).collect(Collectors.joining()));
    return audit.differs() ? AdminCommand.REFUSED : 0;
  }

  private static String line(Holding holding) {
    return "%s %s%n".formatted(holding.differs() ? "DIFFERS" : "ok     ", holding);
  }

  private static Map<String, Object> members(Holding holding) {
    return Map.of(
        "role", holding.role(),
        "contract", holding.contract().toString(),
        "expected", texts(holding.expected()),
        "actual", texts(holding.actual()),
        "differs", holding.differs());
  }

  private static List<String> texts(Set<Address> accounts) {
    return accounts.stream().map(Address::toString).sorted().toList();
  }
}
