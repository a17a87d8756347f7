package com.qubetics.dvpn.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.evm.ChainException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// What an endpoint answers, in a [RpcEndpoint.Reply] and an [Answer]: a value of its method, or
/// refused with [ChainException].
final class AnswerFuzzTest {
  private static final List<Function<Answer, Object>> READINGS =
      List.of(
          Answer::quantity,
          Answer::number,
          Answer::time,
          Answer::data,
          Answer::hash,
          Answer::address,
          Answer::list,
          answer -> answer.member("hash").hash());

  @FuzzTest
  void answer(byte[] json) {
    RpcEndpoint.Reply reply =
        new RpcEndpoint.Reply("eth_call", 200, new String(json, StandardCharsets.UTF_8));
    for (Function<Answer, Object> reading : READINGS) {
      try {
        assertThat(reading.apply(reply.result(reply.json()))).isNotNull();
      } catch (ChainException refused) {
        assertThat(refused.getMessage()).startsWith("eth_call: HTTP 200 ").doesNotContain("\n");
      }
    }
  }
}
