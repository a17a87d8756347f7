package com.qubetics.dvpn.engines.qubetics;

import static com.qubetics.dvpn.engines.qubetics.Behind.hex;
import static com.qubetics.dvpn.engines.qubetics.Behind.number;

import com.qubetics.dvpn.engines.qubetics.Charges.Charge;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The calls of that client's namespaces `eth`, `net` and `web3` (its usual ones) that this project
/// or its wallets use. Filters, `eth_getProof` and signing at the node, which it has too, are not
/// stood in for; what it has not (`eth_getBlockReceipts`, `txpool_*`, anything of a development
/// chain) is refused in its words.
///
/// Called with the chain's lock held.
final class Methods {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_FEE_HISTORY = 100;
  private static final BigDecimal COIN = BigDecimal.TEN.pow(18);
  private static final String EMPTY_ROOT =
      "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
  private static final String ERROR_SELECTOR = "0x08c379a0";

  /// What newer clients, and anvil with them, add to receipts, logs and transactions.
  private static final Set<String> NEWER =
      Set.of("blockTimestamp", "blobGasUsed", "blobGasPrice", "authorizationList");

  private final Behind behind;
  private final QubeticsLike chain;

  Methods(Behind behind, QubeticsLike chain) {
    this.behind = behind;
    this.chain = chain;
  }

  JsonNode answer(String method, JsonNode parameters) throws Refusal {
    Arguments arguments = new Arguments(parameters, chain.head());
    return switch (method) {
      case "web3_clientVersion" -> text("qubetics-like");
      case "net_version" -> text(Long.toString(chain.chainId()));
      case "net_listening" -> NODES.booleanNode(true);
      case "eth_chainId" -> text(hex(chain.chainId()));
      // A halted chain is not one that catches up (Evmos, rpc/backend/node_info.go).
      case "eth_syncing", "eth_mining" -> NODES.booleanNode(false);
      case "eth_accounts" -> NODES.arrayNode();
      case "eth_blockNumber" -> text(hex(chain.head()));
      case "eth_gasPrice" -> text(hex(chain.fees().gasPrice(chain.settings())));
      case "eth_maxPriorityFeePerGas" -> text(hex(chain.fees().advisedTip()));
      case "eth_feeHistory" -> feeHistory(arguments);
      case "eth_getBalance" -> balance(arguments);
      case "eth_getTransactionCount" -> transactionCount(arguments);
      case "eth_getCode" -> behind.ask(method, arguments.text(0), arguments.state(1));
      case "eth_getStorageAt" ->
          behind.ask(method, arguments.text(0), arguments.text(1), arguments.state(2));
      case "eth_call" -> call(arguments);
      case "eth_estimateGas" -> estimate(arguments);
      case "eth_sendRawTransaction" -> send(arguments);
      case "eth_getTransactionByHash" -> transaction(arguments.text(0));
      case "eth_getTransactionReceipt" -> receipt(arguments.text(0));
      case "eth_getBlockByNumber" -> block(arguments);
      case "eth_getBlockByHash" -> shown(behind.ask(method, arguments.text(0), arguments.at(1)));
      case "eth_getLogs" -> logs(arguments.object(0));
      default ->
          throw new Refusal(
              -32601, "the method %s does not exist/is not available".formatted(method), null);
    };
  }

  private JsonNode balance(Arguments arguments) throws Refusal {
    Object state = arguments.state(1);
    Long beyond = arguments.beyond(state);
    if (beyond != null) {
      // CometBFT, getHeight in rpc/core/env.go.
      throw new Refusal(
          "height %s must be less than or equal to the current blockchain height %s"
              .formatted(beyond, chain.head()));
    }
    return behind.ask("eth_getBalance", arguments.text(0), state);
  }

  /// Evmos, `getAccountNonce` in `rpc/backend/utils.go`: `pending` adds one for each transaction of
  /// the account on the pool's first page.
  private JsonNode transactionCount(Arguments arguments) throws Refusal {
    String account = arguments.text(0);
    Object state = arguments.state(1);
    Long beyond = arguments.beyond(state);
    if (beyond != null) {
      throw new Refusal(
          ("cannot query with height in the future (current: %s, queried: %s); please provide a"
                  + " valid height: invalid height")
              .formatted(chain.head(), beyond));
    }
    long nonce = number(behind.ask("eth_getTransactionCount", account, state)).longValueExact();
    if (arguments.isPending(1)) {
      nonce +=
          chain.page().stream()
              .filter(waiting -> waiting.from().toString().equalsIgnoreCase(account))
              .count();
    }
    return text(hex(nonce));
  }

  /// A revert comes as geth gives it, with its data (Evmos, `NewExecErrorWithReason` in
  /// `x/evm/types/errors.go`).
  private JsonNode call(Arguments arguments) throws Refusal {
    Object state = arguments.state(1);
    if (arguments.beyond(state) != null) {
      throw new Refusal("header not found");
    }
    try {
      return behind.ask("eth_call", arguments.object(0), state);
    } catch (Refusal e) {
      if (e.code() == Refusal.REVERT) {
        String data = e.data() == null ? "0x" : e.data();
        throw new Refusal(Refusal.REVERT, reverted(data), data);
      }
      throw new Refusal("rpc error: code = Internal desc = " + e.words());
    }
  }

  /// Evmos, `EstimateGasInternal` in `x/evm/keeper/grpc_query.go`: the revert is made with its
  /// data, but goes through gRPC as a plain error, so that only its words arrive; a reason of
  /// Solidity's `require` is among them, an error with a name of its own is not. (Version 20 gives
  /// the data: its pull request 2877.)
  private JsonNode estimate(Arguments arguments) throws Refusal {
    Object state = arguments.isGiven(1) ? arguments.state(1) : Arguments.LATEST;
    if (arguments.beyond(state) != null) {
      throw new Refusal("header not found");
    }
    try {
      return behind.ask("eth_estimateGas", arguments.object(0), state);
    } catch (Refusal e) {
      String words =
          e.code() == Refusal.REVERT ? reverted(e.data() == null ? "0x" : e.data()) : e.words();
      throw new Refusal("rpc error: code = Unknown desc = " + words);
    }
  }

  /// Evmos, `SendRawTransaction` in `rpc/backend/call_tx.go` and `ValidateBasic` in
  /// `x/evm/types/msg.go`. Version 19.2 holds only `eth_resend` against its fee cap, no raw
  /// transaction; nodes of other clients do, with these words (go-ethereum's, from memory).
  private JsonNode send(Arguments arguments) throws Refusal {
    RawTransaction transaction = RawTransaction.read(bytes(arguments.text(0)));
    if (transaction.chainId() == null) {
      throw new Refusal("only replay-protected (EIP-155) transactions allowed over RPC");
    }
    if (transaction.gas() == 0) {
      throw new Refusal("gas limit must not be zero: invalid gas limit");
    }
    if (transaction.maxFee().compareTo(transaction.tip()) < 0) {
      throw new Refusal(
          "max priority fee per gas higher than max fee per gas (%s > %s): invalid gas cap"
              .formatted(transaction.tip(), transaction.maxFee()));
    }
    BigInteger cap = chain.settings().caps().fee();
    BigInteger fee = transaction.maxFee().multiply(BigInteger.valueOf(transaction.gas()));
    if (cap != null && fee.compareTo(cap) > 0) {
      throw new Refusal(
          "tx fee (%s ether) exceeds the configured cap (%s ether)"
              .formatted(coins(fee), coins(cap)));
    }
    chain.take(transaction);
    return text(transaction.hash().toString());
  }

  /// Evmos, `rpc/backend/tx_info.go`: one that no index has is looked for on the pool's first page,
  /// so that a transaction is not there at all while its block is not yet indexed.
  private JsonNode transaction(String hash) throws Refusal {
    if (chain.isIndexed(hash)) {
      JsonNode found = behind.ask("eth_getTransactionByHash", hash);
      if (!found.isNull()
          && !found.path("blockNumber").isMissingNode()
          && !found.path("blockNumber").isNull()) {
        return stripped(found);
      }
    }
    return chain.page().stream()
        .filter(waiting -> waiting.hash().toString().equalsIgnoreCase(hash))
        .findFirst()
        .<JsonNode>map(Methods::waiting)
        .orElse(NODES.nullNode());
  }

  private static JsonNode waiting(RawTransaction transaction) {
    ObjectNode shown = NODES.objectNode();
    shown.putNull("blockHash");
    shown.putNull("blockNumber");
    shown.putNull("transactionIndex");
    shown.put("hash", transaction.hash().toString());
    shown.put("type", hex(transaction.type()));
    shown.put("chainId", hex(Objects.requireNonNull(transaction.chainId())));
    shown.put("from", transaction.from().toString());
    shown.put("to", transaction.to() == null ? null : transaction.to().toString());
    shown.put("nonce", hex(transaction.nonce()));
    shown.put("gas", hex(transaction.gas()));
    shown.put("gasPrice", hex(transaction.maxFee()));
    if (transaction.type() == 2) {
      shown.put("maxFeePerGas", hex(transaction.maxFee()));
      shown.put("maxPriorityFeePerGas", hex(transaction.tip()));
    }
    shown.put("value", hex(transaction.value()));
    shown.put("input", "0x" + HexFormat.of().formatHex(transaction.data()));
    List<BigInteger> signature = transaction.signature();
    shown.put("v", hex(signature.get(0)));
    shown.put("r", hex(signature.get(1)));
    shown.put("s", hex(signature.get(2)));
    return shown;
  }

  /// Evmos, `GetTransactionReceipt` in `rpc/backend/tx_info.go`; the price is shown for
  /// transactions of type 2 only.
  private JsonNode receipt(String hash) throws Refusal {
    JsonNode found = chain.isIndexed(hash) ? receiptBehind(hash) : null;
    if (found == null) {
      return NODES.nullNode();
    }
    ObjectNode shown = stripped(found);
    JsonNode block = behind.ask("eth_getBlockByNumber", found.get("blockNumber").asString(), false);
    Charge charge = chain.charges(block).get(found.get("transactionHash").asString());
    if (charge != null) {
      shown.put("gasUsed", hex(charge.charged()));
      shown.put("cumulativeGasUsed", hex(charge.cumulative()));
    }
    if (!shown.path("type").asString().equals("0x2")) {
      shown.remove("effectiveGasPrice");
    }
    shown.path("logs").forEach(log -> ((ObjectNode) log).remove(NEWER));
    return shown;
  }

  private @Nullable JsonNode receiptBehind(String hash) throws Refusal {
    JsonNode found = behind.ask("eth_getTransactionReceipt", hash);
    return found.isNull() ? null : found;
  }

  private JsonNode block(Arguments arguments) throws Refusal {
    long number = arguments.number(0);
    return number > chain.head()
        ? NODES.nullNode()
        : shown(behind.ask("eth_getBlockByNumber", hex(number), arguments.at(1)));
  }

  /// Evmos, `FormatBlock` in `rpc/types/utils.go`: what proof of work left behind is empty, and the
  /// gas is what was charged.
  private JsonNode shown(JsonNode found) {
    if (found.isNull()) {
      return found;
    }
    ObjectNode block = NODES.objectNode();
    for (String name :
        List.of("number", "hash", "parentHash", "sha3Uncles", "logsBloom", "stateRoot", "miner")) {
      block.set(name, found.get(name));
    }
    block.put("nonce", "0x0000000000000000");
    block.put("mixHash", "0x" + "0".repeat(64));
    block.put("difficulty", "0x0");
    block.put("extraData", "0x");
    block.set("size", found.path("size"));
    block.put("gasLimit", hex(chain.settings().gas().blockLimit()));
    block.put("gasUsed", hex(Charges.sum(chain.charges(found))));
    for (String name : List.of("timestamp", "transactionsRoot", "baseFeePerGas")) {
      block.set(name, found.get(name));
    }
    block.put("receiptsRoot", EMPTY_ROOT);
    block.putArray("uncles");
    ArrayNode transactions = block.putArray("transactions");
    found
        .get("transactions")
        .forEach(one -> transactions.add(one.isObject() ? stripped(one) : one));
    block.put("totalDifficulty", "0x0");
    return block;
  }

  /// Evmos, `Logs` in `rpc/namespaces/ethereum/eth/filters/filters.go`: the ends may be so far
  /// apart; then the blocks are gone through one by one, and the first that is not there ends it
  /// all with neither logs nor an error, which is `[]`, whatever was found before.
  private JsonNode logs(JsonNode filter) throws Refusal {
    QubeticsSettings settings = chain.settings();
    ObjectNode asked = NODES.objectNode();
    for (String name : List.of("address", "topics", "blockHash")) {
      JsonNode value = filter.get(name);
      if (value != null && !value.isNull()) {
        asked.set(name, value);
      }
    }
    if (asked.has("blockHash")) {
      if (behind.ask("eth_getBlockByHash", asked.get("blockHash"), false).isNull()) {
        // The block's header is read although it was not found; geth, rpc/service.go.
        throw new Refusal("method handler crashed");
      }
    } else {
      long from = end(filter, "fromBlock");
      long to = end(filter, "toBlock");
      if (to - from > settings.caps().logBlocks()) {
        throw new Refusal("maximum [from, to] blocks distance: " + settings.caps().logBlocks());
      }
      if (to > chain.head() || from > to) {
        return NODES.arrayNode();
      }
      asked.put("fromBlock", hex(from));
      asked.put("toBlock", hex(to));
    }
    JsonNode found = behind.ask("eth_getLogs", asked);
    if (found.size() > settings.caps().logs() && !asked.has("blockHash")) {
      throw new Refusal("query returned more than %s results".formatted(settings.caps().logs()));
    }
    found.forEach(log -> ((ObjectNode) log).remove(NEWER));
    return found;
  }

  private long end(JsonNode filter, String name) throws Refusal {
    JsonNode value = filter.get(name);
    if (value == null || value.isNull()) {
      return chain.head();
    }
    return new Arguments(NODES.arrayNode().add(value), chain.head()).number(0);
  }

  /// Evmos, `FeeHistory` in `rpc/backend/chain_info.go`, as far as its limit goes; the figures are
  /// anvil's.
  private JsonNode feeHistory(Arguments arguments) throws Refusal {
    JsonNode count = arguments.at(0);
    long blocks = count.isNumber() ? count.asLong() : Long.decode(count.asString());
    if (blocks > MAX_FEE_HISTORY) {
      throw new Refusal(
          "FeeHistory user block count %s higher than %s".formatted(blocks, MAX_FEE_HISTORY));
    }
    return behind.ask(
        "eth_feeHistory",
        hex(blocks),
        hex(arguments.number(1)),
        arguments.isGiven(2) ? arguments.at(2) : NODES.arrayNode());
  }

  /// The words of geth's `UnpackRevert`, which reads no error but that of `require`.
  private static String reverted(String data) {
    if (data.startsWith(ERROR_SELECTOR)) {
      byte[] bytes = bytesOf(data.substring(ERROR_SELECTOR.length()));
      if (bytes.length >= 64) {
        int length = new BigInteger(1, bytes, 32, 32).intValue();
        if (length >= 0 && 64 + length <= bytes.length) {
          return "execution reverted: " + new String(bytes, 64, length, StandardCharsets.UTF_8);
        }
      }
    }
    return "execution reverted";
  }

  private static ObjectNode stripped(JsonNode node) {
    ObjectNode copy = ((ObjectNode) node).deepCopy();
    copy.remove(NEWER);
    return copy;
  }

  private static byte[] bytes(String hex) throws Refusal {
    if (!hex.startsWith("0x")) {
      throw Refusal.argument(0, "hex string without 0x prefix");
    }
    try {
      return bytesOf(hex.substring(2));
    } catch (IllegalArgumentException e) {
      throw Refusal.argument(0, "invalid hex string");
    }
  }

  private static byte[] bytesOf(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static String coins(BigInteger units) {
    return new BigDecimal(units).divide(COIN, 2, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static JsonNode text(String text) {
    return NODES.stringNode(text);
  }
}
