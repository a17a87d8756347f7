package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.LogHistory;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.EnumSet;
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
/// from the events, and each is asked for at the contract, so revoked ones drop out. What is known
/// to be among the events must be: the deployment's own grants, and one for whoever has a role.
public final class RoleAudit {
  private static final Bytes32 GRANTED = Abi.topic("RoleGranted(bytes32,address,address)");

  private static final Set<Role> ADMINS =
      EnumSet.of(Role.REGISTRY_ADMIN, Role.LEDGER_ADMIN, Role.VAULT_ADMIN, Role.TIMELOCK_ADMIN);

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

  /// @param holdings all roles of the network, the known ones first; those whose holder the file
  ///   does not name are left out
  /// @param block as of which they are
  public record Audit(List<Holding> holdings, Block block) {
    public Audit {
      holdings = List.copyOf(holdings);
    }

    public boolean differs() {
      return holdings.stream().anyMatch(Holding::differs);
    }
  }

  /// @throws UncertainException if the endpoint's answers do not tell, such as of one that is
  ///   behind
  public Audit audit(Network network) {
    return UncertainException.unlessTold("who has which role", () -> certain(network));
  }

  private Audit certain(Network network) {
    LogHistory.Read read =
        new LogHistory(rpc, confirmations(network))
            .read(contracts(network), List.of(GRANTED), network.deployedAtBlock());
    Map<Address, Map<Bytes32, Set<Address>>> granted = granted(read.logs());
    requireKnown(network, granted);
    State state = new State(read.end().number());
    List<Holding> found = new ArrayList<>();
    for (Role role : Role.of(network)) {
      Address contract = role.contract(network).orElseThrow();
      Set<Address> candidates =
          Objects.requireNonNullElse(
              granted.getOrDefault(contract, new TreeMap<>()).remove(role.id()), Set.of());
      role.holder(network)
          .map(
              holder -> state.holding(role.name(), role.id(), contract, Set.of(holder), candidates))
          .ifPresent(found::add);
    }
    granted.forEach(
        (contract, roles) ->
            roles.forEach(
                (id, accounts) ->
                    found.add(state.holding(id.toString(), id, contract, Set.of(), accounts))));
    return new Audit(found, read.end());
  }

  /// A local chain has one node, and makes no blocks to wait for.
  static int confirmations(Network network) {
    return DeploymentPlan.isLocal(network.chainId()) ? 0 : network.confirmations();
  }

  private static List<Address> contracts(Network network) {
    return Stream.of(
            network.nodeRegistry(),
            network.epochLedger(),
            network.rewardsVault(),
            network.timelock())
        .filter(Objects::nonNull)
        .toList();
  }

  /// Each contract grants its admin's role when it is deployed, and the timelock its own to itself.
  private static void requireKnown(
      Network network, Map<Address, Map<Bytes32, Set<Address>>> granted) {
    for (Role role : Role.of(network)) {
      boolean known =
          ADMINS.contains(role)
              && role.contract(network).isPresent()
              && role.holder(network).isPresent();
      if (known
          && !granted
              .getOrDefault(role.contract(network).get(), Map.of())
              .getOrDefault(role.id(), Set.of())
              .contains(role.holder(network).get())) {
        throw new UncertainException(
            ("the endpoint does not show the grants of the deployment itself (%s at %s, from block %s"
                    + " on): who has which role can't be told; ask another one")
                .formatted(
                    role,
                    role.contract(network).map(Address::toString).orElse("-"),
                    network.deployedAtBlock()));
      }
    }
  }

  private static Map<Address, Map<Bytes32, Set<Address>>> granted(List<RawLog> logs) {
    Map<Address, Map<Bytes32, Set<Address>>> granted = new TreeMap<>();
    for (RawLog log : logs) {
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

  /// What the contracts answer at one block.
  private final class State {
    private final long block;

    State(long block) {
      this.block = block;
    }

    Holding holding(
        String name, Bytes32 id, Address contract, Set<Address> expected, Set<Address> granted) {
      Set<Address> actual =
          Stream.concat(expected.stream(), granted.stream())
              .filter(account -> has(contract, id, account))
              .collect(Collectors.toSet());
      for (Address account : actual) {
        if (!granted.contains(account)) {
          throw new UncertainException(
              ("%s has %s at %s, and the endpoint does not show when it was granted: others that"
                      + " have it may be missing too; ask another one")
                  .formatted(account, name, contract));
        }
      }
      return new Holding(name, contract, expected, actual);
    }

    private boolean has(Address contract, Bytes32 id, Address account) {
      byte[] call = Abi.call("hasRole(bytes32,address)", id, account);
      return rpc.view(contract, call, block, WordReader::bool);
    }
  }
}
