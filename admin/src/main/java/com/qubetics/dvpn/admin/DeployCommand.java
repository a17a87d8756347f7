package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.deploy.Costs;
import com.qubetics.dvpn.admin.deploy.Deployment;
import com.qubetics.dvpn.admin.deploy.DeploymentPlan;
import com.qubetics.dvpn.admin.deploy.Verification;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// Deploys the contracts and writes the network's address file.
@Command(
    name = "deploy",
    description = {
      "Deploys the contracts and writes the network's address file.",
      "",
      "Timelock, registry, ledger and vault are deployed; the timelock is the others' admin from"
          + " their first block on. Everything is checked, roles included, before the file is"
          + " written. Killed at any point, the same command goes on where it was, by the journal"
          + " beside the file (FILE.journal). A file without journal is a finished deployment: it"
          + " is compared with the chain and kept.",
      "",
      "Exit code 1: refused or failed, or the chain differs from the file; with --dry-run: the"
          + " deployer has too little. 3: a block is not there in time, start the same again. 4: the"
          + " endpoint has no answer, or its answers don't tell whether all is well.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME",
      description = "devnet, testnet or mainnet; a node of another chain id is refused.")
  private NetworkName name;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The address file to write, network.json.")
  private Path out;

  @Option(names = "--dry-run", description = "Tell the costs, and send and write nothing.")
  private boolean dryRun;

  @Mixin private Output output;
  @Mixin private RpcOption rpcOption;
  @Mixin private RpcOption.Wait wait;
  @Mixin private SignerOptions signerOptions;
  @Mixin private RoleOptions roles;
  @Mixin private PlanOptions parameters;

  @Override
  public Integer call() {
    JsonRpc rpc = rpcOption.open();
    Signer signer = signerOptions.open();
    boolean local = name == NetworkName.DEVNET;
    if (signerOptions.isPlain() && !local) {
      output.progress("warning: a plain key file; take a keystore or a signing service");
    }
    DeploymentPlan plan = parameters.plan(name, roles.read(signer.address(), local));
    Verification verification = new Verification(rpc);
    Verification.requireChain(rpc, plan.chainId());
    boolean begun = Files.exists(Deployment.journalOf(out));
    if (!begun && Files.exists(out)) {
      Network existing = existing(plan.chainId());
      if (verification.exists(existing)) {
        return report(existing, "kept", verification.differences(existing));
      }
      if (!local) {
        throw new IllegalArgumentException(
            "%s names contracts that are not on the chain: move it away first".formatted(out));
      }
    }
    Deployment deployment = new Deployment(rpc, signer, wait.begin(), output::progress);
    if (dryRun) {
      return tell(deployment.costs(plan), plan);
    }
    output.progress(begun ? "going on where the journal says" : "deploying by " + signer.address());
    return report(deployment.deploy(plan, out), "deployed", List.of());
  }

  private Network existing(long chainId) {
    Network existing = Network.read(out);
    if (existing.chainId() != chainId) {
      throw new IllegalArgumentException(
          "%s is of chain %s (expected: %s)".formatted(out, existing.chainId(), chainId));
    }
    return existing;
  }

  private int tell(Costs costs, DeploymentPlan plan) {
    StringBuilder text = new StringBuilder();
    Map<String, Object> steps = new LinkedHashMap<>();
    costs
        .gas()
        .forEach(
            (step, gas) -> {
              TokenAmount cost = costs.of(step);
              text.append(
                  String.format(
                      Locale.ROOT, "%-10s gas %,10d   at most %s%n", step, gas, cost.toTics()));
              steps.put(step.toString(), Map.of("gas", gas, "cost", baseUnits(cost)));
            });
    text.append("into the vault              %s%n".formatted(plan.fund().toTics()));
    text.append("in all             at most %s%n".formatted(costs.total().toTics()));
    text.append("%s has       %s%n".formatted(costs.deployer(), costs.balance().toTics()));
    boolean enough = costs.missing().equals(TokenAmount.ZERO);
    text.append(enough ? "enough\n" : "missing   %s%n".formatted(costs.missing().toTics()));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("network", plan.name());
    object.put("chainId", plan.chainId());
    object.put("deployer", costs.deployer().toString());
    object.put("steps", steps);
    object.put("fund", baseUnits(plan.fund()));
    object.put("total", baseUnits(costs.total()));
    object.put("balance", baseUnits(costs.balance()));
    object.put("missing", baseUnits(costs.missing()));
    output.print(object, text.toString());
    return enough ? 0 : AdminCommand.REFUSED;
  }

  private static String baseUnits(TokenAmount amount) {
    return amount.baseUnits().toString();
  }

  private int report(Network network, String what, List<String> differences) {
    output.print(
        JsonMapper.shared().readTree(network.text()),
        """
        %s: %s on chain %s
        NodeRegistry  %s
        EpochLedger   %s
        RewardsVault  %s
        Timelock      %s
        genesis       %s
        """
            .formatted(
                what,
                network.name(),
                network.chainId(),
                network.nodeRegistry(),
                network.epochLedger(),
                network.rewardsVault(),
                network.timelock(),
                Instant.ofEpochSecond(network.genesis())));
    differences.forEach(output::progress);
    return differences.isEmpty() ? 0 : AdminCommand.REFUSED;
  }
}
