package com.qubetics.dvpn.evm.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.RoleKeys;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.protocol.value.Address;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class RoleCheckIT {

  @Test
  void passesAKeyWithItsRoleAlone() {
    try (TestChain chain = new TestChain(RoleKeys.ROLES)) {
      RoleCheck check = new RoleCheck(chain.network, chain.rpc);
      for (Role role :
          new Role[] {Role.SESSIONS, Role.PERFORMANCE, Role.PROPOSER, Role.GUARDIAN, Role.JAILER}) {
        Address holder = role.holder(chain.network).orElseThrow();
        assertThat(check.problem(role, holder)).as(role.name()).isEmpty();
      }
      assertThat(check.problem(Role.SESSIONS, RoleKeys.ROLES.proposer()).orElseThrow())
          .contains("lacks the role SESSIONS at " + chain.network.epochLedger());
    }
  }

  @Test
  void refusesAKeyWithOtherRolesToo() {
    try (TestChain chain = new TestChain()) {
      RoleCheck check = new RoleCheck(chain.network, chain.rpc);
      assertThat(check.problem(Role.SESSIONS, chain.key.address()).orElseThrow())
          .contains("more roles than SESSIONS: PERFORMANCE, PROPOSER, GUARDIAN, JAILER")
          .contains("GOVERNOR_PROPOSES");
    }
  }

  @Test
  void refusesAKeyThatAdministersAContract() {
    try (TestChain chain = new TestChain(RoleKeys.ROLES)) {
      Address sessions = RoleKeys.ROLES.sessions();
      byte[] ledger =
          Abi.deployment(
              Artifact.EPOCH_LEDGER.bytecode(),
              "constructor(address,address,address,address,uint64,uint64)",
              sessions,
              sessions,
              RoleKeys.ROLES.performance(),
              chain.network.rewardsVault(),
              chain.network.genesis(),
              60L);
      Address administered =
          chain.wallet.transact(null, BigInteger.ZERO, ledger).contract().orElseThrow();
      Network network =
          Network.parse(
              chain
                  .network
                  .text()
                  .replace(chain.network.epochLedger().toString(), administered.toString()));
      assertThat(new RoleCheck(network, chain.rpc).problem(Role.SESSIONS, sessions).orElseThrow())
          .contains("more roles than SESSIONS: LEDGER_ADMIN;");
    }
  }
}
