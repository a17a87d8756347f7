package com.qubetics.dvpn.evm.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChangedNode;
import com.qubetics.dvpn.evm.RoleKeys;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A refusal has its reason also where an estimate drops it, as on Evmos v19.
class PreparationIT {
  private static final TestChain CHAIN = new TestChain();

  @AfterAll
  static void stops() {
    CHAIN.close();
  }

  @Test
  void namesTheContractsErrorThoughTheEstimateDoesNot() {
    Call call = CHAIN.calls.announceExit(new NodeId(RoleKeys.key(9).address()));
    try (ChangedNode evmos =
        new ChangedNode(
            CHAIN.anvil.rpcUrl(),
            (method, request, node) ->
                method.equals("eth_estimateGas")
                    ? ChangedNode.error("rpc error: code = Unknown desc = execution reverted")
                    : node.get())) {
      Prepared prepared =
          new Preparation(CHAIN.network, evmos.rpc())
              .prepare(new Account(CHAIN.key.address()), call);
      assertThat(prepared)
          .isInstanceOfSatisfying(
              Prepared.Refused.class,
              refused -> assertThat(refused.code()).isEqualTo("NODE_NOT_FOUND"));
    }
  }
}
