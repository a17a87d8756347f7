package com.qubetics.dvpn.agent.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.databind.JsonNode;

/// What a chain's node answers: a number, a receipt, an error, or refused with [ChainException].
final class RpcFuzzTest {
  @FuzzTest
  void answer(byte[] json) {
    try {
      JsonNode result = ChainNode.result("eth_call", json);
      ChainNode.succeeded(result);
      result.asString("");
      ChainNode.number(result.path("baseFeePerGas"));
      assertThat(ChainNode.number(result)).isNotNegative();
    } catch (ChainException refused) {
      assertThat(refused.getMessage()).startsWith("rpc: ");
    }
  }
}
