package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.Roles;
import com.qubetics.dvpn.chain.deploy.Deployment;
import com.qubetics.dvpn.chain.deploy.DeploymentPlan;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.transaction.Wallet;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Deploys the contracts and writes the network's address file. Running it again on the same chain
/// changes nothing.
@Command(
    name = "deploy",
    description = {
      "Deploys the contracts and writes the network's address file.",
      "An existing file whose contracts are on the chain is kept."
    },
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ChainOptions chain;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}; each has its chain id.")
  private NetworkName network;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The address file to write, network.json.")
  private Path out;

  @Option(names = "--epoch-seconds", defaultValue = "60", description = "${DEFAULT-VALUE}")
  private long epochSeconds;

  @Option(names = "--slot-seconds", defaultValue = "5", description = "${DEFAULT-VALUE}")
  private long slotSeconds;

  @Option(
      names = "--challenge-seconds",
      defaultValue = "5",
      description = "Delay of reward roots and time to contest a slash (${DEFAULT-VALUE}).")
  private long challengeSeconds;

  @Option(
      names = "--exit-delay-seconds",
      defaultValue = "1209600",
      description = "From a node's announced exit to its withdrawal (${DEFAULT-VALUE}).")
  private long exitDelaySeconds;

  @Option(
      names = "--timelock-seconds",
      defaultValue = "60",
      description = "What the admin's acts wait (${DEFAULT-VALUE}).")
  private long timelockSeconds;

  @Option(
      names = "--confirmations",
      defaultValue = "2",
      description = "Blocks on top of an event before it counts (${DEFAULT-VALUE}).")
  private int confirmations;

  @Option(
      names = "--deposit",
      paramLabel = "TICS",
      defaultValue = "10",
      description = "${DEFAULT-VALUE}")
  private String deposit;

  @Option(
      names = "--buffer",
      paramLabel = "TICS",
      defaultValue = "10",
      description = "${DEFAULT-VALUE}")
  private String buffer;

  @Option(
      names = "--price-per-gib",
      paramLabel = "TICS",
      defaultValue = "1",
      description = "Price of a pass (${DEFAULT-VALUE}).")
  private String pricePerGib;

  @Option(
      names = "--cap-per-epoch",
      paramLabel = "TICS",
      defaultValue = "1000",
      description = "The most that one epoch may pay out (${DEFAULT-VALUE}).")
  private String capPerEpoch;

  @Option(
      names = "--anchor-sessions",
      paramLabel = "ADDRESS",
      description = "Anchors session roots.")
  private @Nullable String sessions;

  @Option(
      names = "--anchor-performance",
      paramLabel = "ADDRESS",
      description = "Anchors performance roots.")
  private @Nullable String performance;

  @Option(names = "--proposer", paramLabel = "ADDRESS", description = "Proposes reward roots.")
  private @Nullable String proposer;

  @Option(names = "--guardian", paramLabel = "ADDRESS", description = "Vetoes reward roots.")
  private @Nullable String guardian;

  @Option(names = "--jailer", paramLabel = "ADDRESS", description = "Jails nodes.")
  private @Nullable String jailer;

  @Option(names = "--penaliser", paramLabel = "ADDRESS", description = "Proposes slashes.")
  private @Nullable String penaliser;

  @Option(names = "--governor", paramLabel = "ADDRESS", description = "Proposes to the timelock.")
  private @Nullable String governor;

  @Option(
      names = "--fund",
      paramLabel = "TICS",
      description = "Pays this into the vault after a new deployment, from the sender.")
  private @Nullable String fund;

  @Option(names = "--json", description = "Print the address file.")
  private boolean json;

  @Override
  public Integer call() {
    JsonRpc rpc = chain.rpc();
    Deployment deployment = new Deployment(rpc);
    deployment.requireChain(network.chainId());
    if (Files.exists(out)) {
      Network existing = Network.read(out);
      if (existing.chainId() != network.chainId()) {
        throw new IllegalArgumentException(
            "%s is of chain %d (expected: %d)"
                .formatted(out, existing.chainId(), network.chainId()));
      }
      if (deployment.exists(existing)) {
        return report(deployment, existing, "kept");
      }
      if (network != NetworkName.DEVNET) {
        throw new IllegalArgumentException(
            "%s names contracts that are not on the chain: move it away first".formatted(out));
      }
    }
    Wallet wallet = chain.wallet(rpc);
    Network deployed = deployment.deploy(plan(wallet.address()), wallet);
    write(deployed);
    if (fund != null) {
      var call = new Calls(deployed).fund(TokenAmount.ofTics(fund));
      wallet.transact(call.to(), call.value().baseUnits(), call.data());
    }
    return report(deployment, deployed, "deployed");
  }

  private DeploymentPlan plan(Address deployer) {
    return new DeploymentPlan(
        network.toString(),
        network.chainId(),
        epochSeconds,
        slotSeconds,
        challengeSeconds,
        exitDelaySeconds,
        timelockSeconds,
        confirmations,
        TokenAmount.ofTics(deposit),
        TokenAmount.ofTics(buffer),
        TokenAmount.ofTics(pricePerGib),
        TokenAmount.ofTics(capPerEpoch),
        new Roles(
            role("--anchor-sessions", sessions, deployer),
            role("--anchor-performance", performance, deployer),
            role("--proposer", proposer, deployer),
            role("--guardian", guardian, deployer),
            role("--jailer", jailer, deployer),
            role("--penaliser", penaliser, deployer),
            role("--governor", governor, deployer)));
  }

  /// On the devnet a right that was not given to anybody is the deployer's; elsewhere each is
  /// named.
  private Address role(String option, @Nullable String given, Address deployer) {
    if (given != null) {
      return Address.parse(given);
    }
    if (network != NetworkName.DEVNET) {
      throw new ParameterException(
          spec.commandLine(), "%s is required on %s".formatted(option, network));
    }
    return deployer;
  }

  /// In one step: a reader never sees half a file.
  private void write(Network deployed) {
    try {
      Path target = out.toAbsolutePath();
      Files.createDirectories(target.getParent());
      Path beside = target.resolveSibling(target.getFileName() + ".new");
      Files.writeString(beside, deployed.text());
      Files.move(
          beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be written".formatted(out), e);
    }
  }

  private int report(Deployment deployment, Network network, String what) {
    List<String> differences = deployment.differences(network);
    var console = spec.commandLine().getOut();
    if (json) {
      console.print(network.text());
    } else {
      console.println("%s: %s on chain %d".formatted(what, network.name(), network.chainId()));
      console.println("NodeRegistry  " + network.nodeRegistry());
      console.println("EpochLedger   " + network.epochLedger());
      console.println("RewardsVault  " + network.rewardsVault());
      console.println("Timelock      " + network.timelock());
      console.println("genesis       " + network.genesis());
    }
    console.flush();
    differences.forEach(spec.commandLine().getErr()::println);
    return differences.isEmpty() ? 0 : AdminCommand.REFUSED;
  }
}
