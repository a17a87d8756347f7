package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RpcError;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A node's answers as of some blocks ago, in that client's manner: null for what is not there yet,
/// `[]` for logs of a range that is not, a refusal for a state that is not. What is sent to it
/// reaches the others.
final class LaggingNode implements ChangedNode.Change {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> STATE =
      Set.of(
          "eth_getBalance",
          "eth_getCode",
          "eth_getTransactionCount",
          "eth_call",
          "eth_estimateGas");

  private final JsonRpc newest;
  private final int lag;

  LaggingNode(JsonRpc newest, int lag) {
    this.newest = newest;
    this.lag = lag;
  }

  @Override
  public String answer(String method, JsonNode request, Supplier<String> behind) {
    long head = newest.blockNumber() - lag;
    if (STATE.contains(method)) {
      return state(method, request.path("params"), head, behind);
    }
    return switch (method) {
      case "eth_blockNumber" -> ChangedNode.result("\"%s\"".formatted(quantity(head)));
      case "eth_getBlockByNumber" ->
          isTag(request.path("params").path(0))
              ? asked(method, quantity(head), request.path("params").path(1).asBoolean())
              : shown(behind.get(), head);
      case "eth_getLogs" ->
          Long.decode(request.path("params").path(0).path("toBlock").asString()) > head
              ? ChangedNode.result("[]")
              : behind.get();
      case "", "eth_getTransactionReceipt", "eth_getTransactionByHash" -> shown(behind.get(), head);
      default -> behind.get();
    };
  }

  private String state(String method, JsonNode params, long head, Supplier<String> behind) {
    JsonNode block = params.path(method.equals("eth_estimateGas") ? 1 : params.size() - 1);
    if (isTag(block)) {
      return asked(method, params.path(0), quantity(head));
    }
    return Long.decode(block.asString()) > head
        ? ChangedNode.error("height %s is above the newest, %s".formatted(block.asString(), head))
        : behind.get();
  }

  private String asked(String method, Object... params) {
    try {
      return ChangedNode.result(newest.call(method, params).toString());
    } catch (RpcError refused) {
      return ChangedNode.error(refused.words());
    }
  }

  /// Without blocks, receipts and transactions of later ones.
  private static String shown(String text, long head) {
    JsonNode answer = JSON.readTree(text);
    if (answer instanceof ArrayNode batch) {
      batch.forEach(each -> hide(each, head));
    } else {
      hide(answer, head);
    }
    return answer.toString();
  }

  private static void hide(JsonNode answer, long head) {
    JsonNode result = answer.path("result");
    String number = result.path("blockNumber").asString(result.path("number").asString("0x0"));
    if (Long.decode(number) > head) {
      ((ObjectNode) answer).putNull("result");
    }
  }

  private static boolean isTag(JsonNode block) {
    return !block.isString() || !block.asString().startsWith("0x");
  }

  private static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }
}
