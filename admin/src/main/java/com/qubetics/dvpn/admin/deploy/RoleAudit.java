package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who has which role at which contract of a network, beside who is meant to.
///
/// The contracts keep no list of holders: all accounts that a role was ever granted to are taken
/// from the events, and each is asked for at the contract, so revoked ones drop out.
public final class RoleAudit {
  private static final Bytes32 GRANTED = Abi.topic("RoleGranted(bytes32,address,address)");

  /// With the event's own.
  private static final int GRANTED_TOPICS = 4;

  private final JsonRpc rpc;

  public RoleAudit(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /// One role at one contract.
  ///
  /// @param role its name, or its number for one that this version does not know
  public record Holding(String role, Address contract, Set<Address> expected, Set<Address> actual) {
    public Holding {
      expected = Set.copyOf(expected);
      actual = Set.copyOf(actual);
    }

    public boolean differs() {
      return !expected.equals(actual);
    }

    @Override
    public String toString() {
      return "%s at %s: held by %s, expected %s"
          .formatted(role, contract, listed(actual), listed(expected));
    }

    private static String listed(Set<Address> accounts) {
      return accounts.isEmpty()
          ? "nobody"
          : accounts.stream().map(Address::toString).sorted().collect(Collectors.joining(", "));
    }
  }

  /// All roles of the network, the known ones first. Those whose holder the file does not name are
  /// left out.
  ///
  /// @throws com.qubetics.dvpn.evm.ChainException if the chain can't be asked
  public List<Holding> holdings(Network network) {
    Map<Address, Map<Bytes32, Set<Address>>> granted = granted(network);
    List<Holding> found = new ArrayList<>();
    for (Role role : Role.of(network)) {
      Address contract = role.contract(network).orElseThrow();
      Set<Address> candidates =
          Objects.requireNonNullElse(
              granted.getOrDefault(contract, new TreeMap<>()).remove(role.id()), Set.of());
      role.holder(network)
          .map(holder -> holding(role.name(), role.id(), contract, Set.of(holder), candidates))
          .ifPresent(found::add);
    }
    granted.forEach(
        (contract, roles) ->
            roles.forEach(
                (id, accounts) ->
                    found.add(holding(id.toString(), id, contract, Set.of(), accounts))));
    return found;
  }

  private Holding holding(
      String name, Bytes32 id, Address contract, Set<Address> expected, Set<Address> candidates) {
    Set<Address> actual =
        Stream.concat(expected.stream(), candidates.stream())
            .filter(account -> has(contract, id, account))
            .collect(Collectors.toSet());
    return new Holding(name, contract, expected, actual);
  }

  private boolean has(Address contract, Bytes32 id, Address account) {
    byte[] call = Abi.call("hasRole(bytes32,address)", id, account);
    return rpc.view(contract, call, WordReader::bool);
  }

  private Map<Address, Map<Bytes32, Set<Address>>> granted(Network network) {
    List<Address> contracts =
        Stream.of(
                network.nodeRegistry(),
                network.epochLedger(),
                network.rewardsVault(),
                network.timelock())
            .filter(Objects::nonNull)
            .toList();
    Map<Address, Map<Bytes32, Set<Address>>> granted = new TreeMap<>();
    long head = rpc.blockNumber();
    for (RawLog log : rpc.logs(contracts, GRANTED, network.deployedAtBlock(), head)) {
      if (log.topics().size() != GRANTED_TOPICS) {
        throw new ChainException(
            "a grant of a role with other members than OpenZeppelin's: " + log);
      }
      Address account = new WordReader(log.topics().subList(2, 3)).address();
      granted
          .computeIfAbsent(log.contract(), c -> new TreeMap<>())
          .computeIfAbsent(log.topics().get(1), r -> new TreeSet<>())
          .add(account);
    }
    return granted;
  }
}
