package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.contract.Artifact;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a deployment's transactions say. Registry and ledger name the vault, which names the
/// ledger: all addresses follow from the deployer and its next nonce, and are known beforehand.
///
/// The timelock comes first and is the others' admin from their constructors on, so that no key
/// ever holds that right and none is there to renounce.
record Creation(DeploymentPlan plan, Address deployer, long firstNonce, long genesis) {

  List<Step> steps() {
    List<Step> steps = new ArrayList<>(List.of(Step.values()));
    if (plan.fund().equals(TokenAmount.ZERO)) {
      steps.remove(Step.FUND);
    }
    return steps;
  }

  /// The address of the contract that a step creates.
  Address address(Step step) {
    return UnsignedTransaction.created(deployer, firstNonce + step.ordinal());
  }

  /// Whom a step calls; null where it creates a contract.
  @Nullable Address target(Step step) {
    return step == Step.FUND ? address(Step.VAULT) : null;
  }

  TokenAmount value(Step step) {
    return step == Step.FUND ? plan.fund() : TokenAmount.ZERO;
  }

  byte[] data(Step step) {
    Roles roles = plan.roles();
    Address admin = address(Step.TIMELOCK);
    Address ledger = address(Step.LEDGER);
    Address vault = address(Step.VAULT);
    return switch (step) {
      case TIMELOCK ->
          create(
              Artifact.TIMELOCK,
              "constructor(uint256,address[])",
              plan.timelockSeconds(),
              List.of(roles.governor()));
      case REGISTRY ->
          create(
              Artifact.NODE_REGISTRY,
              "constructor(address,address,address,uint128,uint128,uint64,uint64,address)",
              admin,
              roles.jailer(),
              roles.penaliser(),
              plan.deposit().baseUnits(),
              plan.buffer().baseUnits(),
              plan.exitDelaySeconds(),
              plan.challengeSeconds(),
              vault);
      case LEDGER ->
          create(
              Artifact.EPOCH_LEDGER,
              "constructor(address,address,address,address,uint64,uint64)",
              admin,
              roles.sessions(),
              roles.performance(),
              vault,
              genesis,
              plan.epochSeconds());
      case VAULT ->
          create(
              Artifact.REWARDS_VAULT,
              "constructor(address,address,address,address,uint64,uint256,uint256)",
              admin,
              roles.proposer(),
              roles.guardian(),
              ledger,
              plan.challengeSeconds(),
              plan.pricePerGib().baseUnits(),
              plan.capPerEpoch().baseUnits());
      case FUND -> new Calls(network(0).contracts()).fund(plan.fund()).data();
    };
  }

  Network network(long deployedAtBlock) {
    return new Network(
        plan.name(),
        plan.chainId(),
        address(Step.REGISTRY),
        address(Step.LEDGER),
        address(Step.VAULT),
        genesis,
        plan.epochSeconds(),
        plan.slotSeconds(),
        deployedAtBlock,
        plan.confirmations(),
        plan.deposit(),
        plan.buffer(),
        plan.pricePerGib(),
        plan.challengeSeconds(),
        address(Step.TIMELOCK),
        plan.roles(),
        null);
  }

  private static byte[] create(Artifact artifact, String constructor, Object... arguments) {
    return Abi.deployment(artifact.bytecode(), constructor, arguments);
  }
}
