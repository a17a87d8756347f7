package com.qubetics.dvpn.agent.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// What a chain's node answers, in an Answer: a number, a receipt, an error, or refused with
/// [ChainException].
final class RpcFuzzTest {
  @FuzzTest
  void answer(byte[] json) {
    try {
      Object result = ChainNode.result("eth_call", json);
      ChainNode.succeeded(result);
      assertThat(ChainNode.number(result)).isNotNegative();
    } catch (ChainException refused) {
      assertThat(refused.getMessage()).startsWith("rpc: ");
    }
  }
}
