package com.qubetics.dvpn.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.StandInEndpoint.Reply;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every method that is used times every answer that its definition does not allow: each is one
/// exception that says what came, none is taken for zero or for nothing.
class AnswersTest {
  private static final Address CONTRACT = Address.parse("0x" + "cc".repeat(20));
  private static final Bytes32 HASH = Bytes32.parse("0x" + "11".repeat(32));

  /// A log of the contract in block 7.
  private static final String LOG =
      """
      {"address":"%s","topics":["%s"],"data":"0x00","blockNumber":"0x7","blockHash":"%s",
       "transactionHash":"%s","logIndex":"0x0"}\
      """
          .formatted(CONTRACT, HASH, HASH, HASH);

  private static final String BLOCK =
      """
      {"number":"0x7","hash":"%s","parentHash":"%s","timestamp":"0x1","transactions":["%s"],
       "logsBloom":"0x%s","baseFeePerGas":"0x7"}\
      """
          .formatted(HASH, HASH, HASH, "ff".repeat(256));

  private static final String RECEIPT =
      """
      {"transactionHash":"%s","blockNumber":"0x7","blockHash":"%s","status":"0x1","gasUsed":"0x5",
       "effectiveGasPrice":"0x7","contractAddress":null,"logs":[%s]}\
      """
          .formatted(HASH, HASH, LOG);

  private static final String QUANTITY = "\"0x7\"";

  /// What is wrong as a result, whatever the method.
  private static final List<String> WRONG =
      List.of(
          "null",
          "5",
          "5.5",
          "true",
          "\"\"",
          "\"0x\"",
          "\"0xzz\"",
          "\"7\"",
          "\"0x-7\"",
          "\"latest\"",
          "[]",
          "{}",
          "[5]",
          "{\"a\":5}",
          "\"0x" + "f".repeat(65) + "\"");

  /// @param right an answer that the method allows
  /// @param allowed which of [#WRONG] the method allows too
  private record Method(
      String name, String right, Set<String> allowed, Function<JsonRpc, Object> call) {}

  private static final List<Method> METHODS =
      List.of(
          new Method("eth_chainId", QUANTITY, Set.of(), JsonRpc::chainId),
          new Method("eth_blockNumber", QUANTITY, Set.of(), JsonRpc::blockNumber),
          new Method("eth_getBlockByNumber", BLOCK, Set.of("null"), rpc -> rpc.block(7)),
          new Method("eth_getBlockByNumber", BLOCK, Set.of(), JsonRpc::latestBlock),
          new Method("eth_getBlockByNumber", BLOCK, Set.of(), rpc -> rpc.blocks(7, 7)),
          new Method(
              "eth_getTransactionReceipt",
              RECEIPT,
              Set.of(),
              rpc -> rpc.logsOf(block(), List.of(CONTRACT))),
          new Method(
              "eth_getTransactionReceipt", RECEIPT, Set.of("null"), rpc -> rpc.receipt(HASH)),
          new Method(
              "eth_getLogs",
              "[%s]".formatted(LOG),
              Set.of("[]"),
              rpc -> rpc.logs(List.of(CONTRACT), 7, 7)),
          new Method(
              "eth_call",
              String.format(Locale.ROOT, "\"0x%064x\"", 1),
              Set.of(),
              rpc -> rpc.view(CONTRACT, new byte[4], WordReader::bool)),
          new Method(
              "eth_estimateGas",
              QUANTITY,
              Set.of(),
              rpc -> rpc.estimateGas(CONTRACT, CONTRACT, BigInteger.ONE, new byte[4])),
          new Method("eth_maxPriorityFeePerGas", QUANTITY, Set.of(), JsonRpc::maxPriorityFeePerGas),
          new Method("eth_getBalance", QUANTITY, Set.of(), rpc -> rpc.balance(CONTRACT)),
          new Method("eth_getCode", "\"0x00\"", Set.of("\"0x\""), rpc -> rpc.code(CONTRACT)),
          new Method("eth_getTransactionCount", QUANTITY, Set.of(), rpc -> rpc.nonce(CONTRACT)),
          new Method(
              "eth_getTransactionCount", QUANTITY, Set.of(), rpc -> rpc.pendingNonce(CONTRACT)),
          new Method(
              "eth_sendRawTransaction",
              "\"%s\"".formatted(HASH),
              Set.of(),
              rpc -> rpc.sendRawTransaction(new byte[4])));

  static Stream<Method> methods() {
    return METHODS.stream();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void readsTheAnswerThatIsDefined(Method method) {
    try (StandInEndpoint endpoint = endpoint(method, Reply.ok(result(method.right())))) {
      assertThat(method.call().apply(endpoint.rpc())).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void refusesEveryOtherResult(Method method) {
    for (String wrong : WRONG) {
      if (!method.allowed().contains(wrong)) {
        refuses(method, Reply.ok(result(wrong)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void refusesWhatIsNoAnswerOfJsonRpc(Method method) {
    String page = "<html>\n<head><title>502 Bad Gateway</title></head>\n" + "x".repeat(5000);
    for (String body :
        List.of(
            "",
            "null",
            "5",
            "\"0x7\"",
            "[]",
            "{}",
            "{\"id\":1}",
            "{\"result\"",
            page,
            "{\"error\":\"over quota\"}",
            "{\"error\":{}}")) {
      refuses(method, Reply.ok(body));
      refuses(method, new Reply(502, body));
    }
    refuses(method, new Reply(301, ""));
    refuses(method, new Reply(429, result(method.right())));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void tellsTheEndpointsOwnWords(Method method) {
    String body =
        "{\"id\":1,\"error\":{\"code\":-32005,\"message\":\"daily request count exceeded\"}}";
    assertThat(refuses(method, Reply.ok(body)))
        .hasMessageContaining("daily request count exceeded");
    assertThat(refuses(method, new Reply(403, "Forbidden: key of another app")))
        .hasMessageContaining("HTTP 403")
        .hasMessageContaining("key of another app");
  }

  @Test
  void refusesEveryMemberThatIsNotAsDefined() {
    Map<String, Set<String>> optional =
        Map.of(
            "baseFeePerGas", Set.of("missing"),
            "contractAddress", Set.of("missing", "null"),
            "transactions", Set.of("[]"),
            "topics", Set.of("[]"),
            "logs", Set.of("[]"),
            "data", Set.of("\"0x\""));
    int refused = 0;
    for (Method method : METHODS) {
      if (!method.right().startsWith("{") && !method.right().startsWith("[")) {
        continue;
      }
      boolean list = method.right().startsWith("[");
      JsonNode right = StandInEndpoint.JSON.readTree(method.right());
      ObjectNode object = (ObjectNode) (list ? right.get(0) : right);
      for (String member : object.propertyNames()) {
        if (unused(method, member)) {
          continue;
        }
        List<String> values = new ArrayList<>(WRONG);
        values.add("missing");
        values.removeAll(optional.getOrDefault(member, Set.of()));
        for (String value : values) {
          ObjectNode changed = object.deepCopy();
          changed.remove(member);
          if (!value.equals("missing")) {
            changed.set(member, StandInEndpoint.JSON.readTree(value));
          }
          refuses(method, Reply.ok(result(list ? "[" + changed + "]" : changed.toString())));
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void refusesAnotherBlockAnotherReceiptAndLogsThatWereNotAskedFor() {
    Method block = METHODS.get(2);
    refuses(block, Reply.ok(result(BLOCK.replace("\"number\":\"0x7\"", "\"number\":\"0x8\""))));
    Method receipt = METHODS.get(6);
    refuses(receipt, Reply.ok(result(RECEIPT.replace(HASH.toString(), other(HASH.toString())))));
    Method logs = METHODS.get(7);
    refuses(logs, Reply.ok(result("[" + LOG.replace("\"0x7\"", "\"0x8\"") + "]")));
    refuses(
        logs,
        Reply.ok(result("[" + LOG.replace(CONTRACT.toString(), "0x" + "dd".repeat(20)) + "]")));
  }

  @Test
  void namesNoEndpointThatIsNotThere() {
    StandInEndpoint endpoint = new StandInEndpoint(request -> Reply.ok("{}"));
    JsonRpc rpc = endpoint.rpc();
    endpoint.close();
    assertThatThrownBy(rpc::chainId)
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("eth_chainId: no answer");
  }

  @Test
  void takesARevertWithDataThatIsNoneForOneWithout() {
    String body =
        "{\"id\":1,\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0xzz\"}}";
    try (StandInEndpoint endpoint = new StandInEndpoint(request -> Reply.ok(body))) {
      assertThatThrownBy(() -> endpoint.rpc().code(CONTRACT))
          .isInstanceOfSatisfying(
              RpcError.class,
              error -> {
                assertThat(error.isRevert()).isTrue();
                assertThat(error.revertData()).isEqualTo(Optional.empty());
              });
    }
  }

  /// Members that a call does not look at.
  private static boolean unused(Method method, String member) {
    boolean logsOnly = method == METHODS.get(5);
    boolean noLogs = method == METHODS.get(6) && member.equals("logs");
    return noLogs || (logsOnly && !Set.of("transactionHash", "blockHash", "logs").contains(member));
  }

  private static ChainException refuses(Method method, Reply reply) {
    try (StandInEndpoint endpoint = endpoint(method, reply)) {
      try {
        Object taken = method.call().apply(endpoint.rpc());
        throw new AssertionError("%s takes %s for %s".formatted(method.name(), reply, taken));
      } catch (ChainException refused) {
        assertThat(refused.getMessage())
            .as("%s", reply)
            .startsWith(method.name())
            .contains("HTTP " + reply.status())
            .doesNotContain("\n")
            .hasSizeLessThan(700);
        return refused;
      }
    }
  }

  /// The fall-back for logs asks for the block, which is not there.
  private static StandInEndpoint endpoint(Method method, Reply reply) {
    return new StandInEndpoint(
        request -> {
          boolean other = !request.path("method").asString("").equals(method.name());
          return other ? Reply.ok(result("null")) : reply;
        });
  }

  private static String result(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}".formatted(result);
  }

  private static String other(String hash) {
    return hash.replace('1', '2');
  }

  private static Block block() {
    byte[] bloom = new byte[LogBloom.LENGTH];
    Arrays.fill(bloom, (byte) 0xff);
    return new Block(
        7, HASH, HASH, Instant.EPOCH, List.of(HASH), new LogBloom(bloom), BigInteger.ONE);
  }
}
