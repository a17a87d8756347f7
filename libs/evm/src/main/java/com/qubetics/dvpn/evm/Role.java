package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A right at one contract of a network, and who is meant to have it: a key of its own, or another
/// contract.
public enum Role {
  SESSIONS("SESSIONS_ROLE", Network::epochLedger, Roles::sessions),
  PERFORMANCE("PERFORMANCE_ROLE", Network::epochLedger, Roles::performance),
  PROPOSER("PROPOSER_ROLE", Network::rewardsVault, Roles::proposer),
  GUARDIAN("GUARDIAN_ROLE", Network::rewardsVault, Roles::guardian),
  JAILER("JAIL_ROLE", Network::nodeRegistry, Roles::jailer),
  PENALISER("PENALTY_ROLE", Network::nodeRegistry, Roles::penaliser),
  GOVERNOR_PROPOSES("PROPOSER_ROLE", Network::timelock, Roles::governor),
  GOVERNOR_EXECUTES("EXECUTOR_ROLE", Network::timelock, Roles::governor),
  GOVERNOR_CANCELS("CANCELLER_ROLE", Network::timelock, Roles::governor),
  SETTLER("SETTLER_ROLE", Network::epochLedger, Network::rewardsVault, null),
  REGISTRY_ADMIN("", Network::nodeRegistry, Network::timelock, null),
  LEDGER_ADMIN("", Network::epochLedger, Network::timelock, null),
  VAULT_ADMIN("", Network::rewardsVault, Network::timelock, null),
  TIMELOCK_ADMIN("", Network::timelock, Network::timelock, null);

  private final Bytes32 id;
  private final Function<Network, @Nullable Address> contract;
  private final @Nullable Function<Network, @Nullable Address> holdingContract;
  private final @Nullable Function<Roles, Address> holdingKey;

  Role(String name, Function<Network, @Nullable Address> contract, Function<Roles, Address> key) {
    this(name, contract, null, key);
  }

  /// @param name in the contract; empty for its admin, who is named by zeros
  Role(
      String name,
      Function<Network, @Nullable Address> contract,
      @Nullable Function<Network, @Nullable Address> holdingContract,
      @Nullable Function<Roles, Address> holdingKey) {
    this.id = name.isEmpty() ? Bytes32.ZERO : Keccak.hash(name.getBytes(StandardCharsets.US_ASCII));
    this.contract = contract;
    this.holdingContract = holdingContract;
    this.holdingKey = holdingKey;
  }

  /// What the contract calls it by.
  public Bytes32 id() {
    return id;
  }

  /// Where it holds; empty if the network names no timelock.
  public Optional<Address> contract(Network network) {
    return Optional.ofNullable(contract.apply(network));
  }

  /// Who is meant to have it; empty if the network's file does not say.
  public Optional<Address> holder(Network network) {
    if (holdingContract != null) {
      return Optional.ofNullable(holdingContract.apply(network));
    }
    return Optional.ofNullable(network.roles()).map(holdingKey);
  }

  /// The roles of a network's contracts that its file tells of.
  public static List<Role> of(Network network) {
    return Arrays.stream(values()).filter(role -> role.contract(network).isPresent()).toList();
  }
}
