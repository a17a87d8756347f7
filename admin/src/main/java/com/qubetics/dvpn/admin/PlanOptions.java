package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.deploy.DeploymentPlan;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The parameters of a deployment, where they are to differ from the network's own.
final class PlanOptions {
  @Option(
      names = "--epoch-seconds",
      paramLabel = "N",
      description = "Devnet 60, testnet 3600, mainnet 86400.")
  private @Nullable Long epochSeconds;

  @Option(
      names = "--slot-seconds",
      paramLabel = "N",
      description = "Between measurements; divides the epoch. Devnet 5, testnet 60, mainnet 300.")
  private @Nullable Long slotSeconds;

  @Option(
      names = "--challenge-seconds",
      paramLabel = "N",
      description =
          "Delay of reward roots and time to contest a slash. Devnet 5, testnet 600, mainnet"
              + " 86400.")
  private @Nullable Long challengeSeconds;

  @Option(
      names = "--exit-delay-seconds",
      paramLabel = "N",
      description =
          "From a node's announced exit to its withdrawal. Devnet and mainnet 1209600, testnet"
              + " 86400.")
  private @Nullable Long exitDelaySeconds;

  @Option(
      names = "--timelock-seconds",
      paramLabel = "N",
      description = "What the admin's acts wait. Devnet 60, testnet 3600, mainnet 172800.")
  private @Nullable Long timelockSeconds;

  @Option(
      names = "--confirmations",
      paramLabel = "N",
      description = "Blocks on top of an event before it counts. Devnet 2, others 3.")
  private @Nullable Integer confirmations;

  @Option(names = "--deposit", paramLabel = "TICS", description = "Slashable, per node: 10.")
  private @Nullable String deposit;

  @Option(names = "--buffer", paramLabel = "TICS", description = "Not slashable, per node: 10.")
  private @Nullable String buffer;

  @Option(names = "--price-per-gib", paramLabel = "TICS", description = "Price of a pass: 1.")
  private @Nullable String pricePerGib;

  @Option(
      names = "--cap-per-epoch",
      paramLabel = "TICS",
      description = "The most that one epoch may pay out. Mainnet 10000, others 1000.")
  private @Nullable String capPerEpoch;

  @Option(
      names = "--fund",
      paramLabel = "TICS",
      description = "Paid into the vault by the deployer: 0.")
  private @Nullable String fund;

  DeploymentPlan plan(NetworkName network, Roles roles) {
    DeploymentPlan own = network.plan(roles);
    return new DeploymentPlan(
        own.name(),
        own.chainId(),
        // Genesis keeps to whole epochs, on the devnet to whole slots.
        own.onLocalChain()
            ? or(slotSeconds, own.slotSeconds())
            : or(epochSeconds, own.epochSeconds()),
        or(epochSeconds, own.epochSeconds()),
        or(slotSeconds, own.slotSeconds()),
        or(challengeSeconds, own.challengeSeconds()),
        or(exitDelaySeconds, own.exitDelaySeconds()),
        or(timelockSeconds, own.timelockSeconds()),
        or(confirmations, own.confirmations()),
        tics(deposit, own.deposit()),
        tics(buffer, own.buffer()),
        tics(pricePerGib, own.pricePerGib()),
        tics(capPerEpoch, own.capPerEpoch()),
        tics(fund, own.fund()),
        roles);
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return Objects.requireNonNullElse(given, otherwise);
  }

  private static TokenAmount tics(@Nullable String given, TokenAmount otherwise) {
    return given == null ? otherwise : TokenAmount.ofTics(given);
  }
}
