package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Address;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Asks the contracts which roles an account has.
public final class RoleCheck {
  private final Network network;
  private final JsonRpc rpc;

  public RoleCheck(Network network, JsonRpc rpc) {
    this.network = network;
    this.rpc = rpc;
  }

  /// Why the account is not the right one for a key that needs this role: it lacks it, or has
  /// others too, so that who steals it gets more than one right. Empty if it is.
  ///
  /// @throws ChainException if the chain can't be asked
  public Optional<String> problem(Role needed, Address account) {
    Set<Role> held = rolesOf(account);
    if (!held.contains(needed)) {
      return Optional.of(
          "%s lacks the role %s at %s: name the key that has it, or have the timelock grant it"
              .formatted(
                  account, needed, needed.contract(network).map(Address::toString).orElse("-")));
    }
    held.remove(needed);
    if (!held.isEmpty()) {
      return Optional.of(
          "%s has more roles than %s: %s; name a key with this role alone, or have the others revoked"
              .formatted(
                  account,
                  needed,
                  held.stream().map(Role::toString).collect(Collectors.joining(", "))));
    }
    return Optional.empty();
  }

  /// All roles that an account has at the network's contracts.
  public Set<Role> rolesOf(Address account) {
    Set<Role> held = EnumSet.noneOf(Role.class);
    for (Role role : Role.of(network)) {
      if (holds(role, account)) {
        held.add(role);
      }
    }
    return held;
  }

  /// False too where the network has no such contract.
  ///
  /// @throws ChainException if the contract can't be asked
  public boolean holds(Role role, Address account) {
    byte[] call = Abi.call("hasRole(bytes32,address)", role.id(), account);
    return role.contract(network).filter(at -> rpc.view(at, call, WordReader::bool)).isPresent();
  }
}
