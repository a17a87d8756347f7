package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What transactions cost, read from the chain's blocks.
final class Gas {

  private static final List<String> CALLS =
      List.of(
          "register(address,bytes32,bytes32,uint256,bytes)",
          "buyPass(address,uint64)",
          "anchor(uint64,uint8,bytes32,uint64,uint256,bytes32)",
          "propose(uint64,uint64,bytes32,uint256,bytes32,bytes32,bytes32)",
          "finalise(uint256)",
          "claim(uint64,address,uint256,bytes32[])");

  /// Transactions of one function.
  record Cost(String function, int count, long least, long most) {}

  private Gas() {}

  static List<Cost> of(JsonRpc rpc, long fromBlock) {
    Map<String, List<Long>> used = new LinkedHashMap<>();
    CALLS.forEach(call -> used.put(Hex.format(Abi.selector(call)), new ArrayList<>()));
    long head = rpc.blockNumber();
    for (long block = fromBlock; block <= head; block++) {
      JsonNode full = rpc.call("eth_getBlockByNumber", "0x" + Long.toHexString(block), true);
      for (JsonNode transaction : full.path("transactions")) {
        String input = transaction.path("input").asString("").toLowerCase(Locale.ROOT);
        List<Long> costs = used.get(input.substring(0, Math.min(10, input.length())));
        if (costs != null) {
          Bytes32 hash = Bytes32.parse(transaction.get("hash").asString());
          costs.add(rpc.receipt(hash).orElseThrow().gasUsed());
        }
      }
    }
    List<Cost> all = new ArrayList<>();
    for (String call : CALLS) {
      List<Long> costs = used.getOrDefault(Hex.format(Abi.selector(call)), List.of());
      if (!costs.isEmpty()) {
        all.add(
            new Cost(
                call.substring(0, call.indexOf('(')),
                costs.size(),
                costs.stream().mapToLong(Long::longValue).min().orElse(0),
                costs.stream().mapToLong(Long::longValue).max().orElse(0)));
      }
    }
    return all;
  }
}
