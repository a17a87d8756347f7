package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One EVM node's JSON-RPC over HTTP. Blocking, for any number of threads; every call ends within
/// [RpcEndpoint]'s time-outs. Throws [RpcError] where the node answers with an error,
/// [ChainException] where there is no answer or not such as the method defines: its text has the
/// method, the HTTP status and what came. How many calls and blocks the node takes at once is
/// learned ([Limit]).
public final class JsonRpc {
  private static final int MOST_BLOCKS = 10_000;

  /// No block of any chain holds as much gas.
  private static final long MOST_GAS = 1L << 40;

  private final RpcEndpoint endpoint;
  private final Limit span = new Limit("blocks of logs", MOST_BLOCKS);

  public JsonRpc(URI endpoint) {
    this(endpoint, RpcEndpoint.ANSWER_TIMEOUT);
  }

  /// @param timeout of an answer
  public JsonRpc(URI endpoint, Duration timeout) {
    this.endpoint = new RpcEndpoint(endpoint, timeout);
  }

  /// Where the node takes less at once than is usual, with its own words.
  public List<String> limits() {
    return Stream.of(endpoint.batch(), span).flatMap(limit -> limit.told().stream()).toList();
  }

  public long chainId() {
    return endpoint.call("eth_chainId").number();
  }

  public long blockNumber() {
    return endpoint.call("eth_blockNumber").number();
  }

  /// The canonical block of this number, if the node has it.
  public Optional<Block> block(long number) {
    return block(endpoint.call("eth_getBlockByNumber", quantity(number), false), number);
  }

  public Block latestBlock() {
    Answer answer = endpoint.call("eth_getBlockByNumber", "latest", false);
    return block(answer).orElseThrow(() -> answer.wrong("the newest block"));
  }

  /// The canonical blocks of a range.
  ///
  /// @throws ChainException if the node lacks one
  public List<Block> blocks(long from, long to) {
    List<Object[]> numbers =
        LongStream.rangeClosed(from, to)
            .mapToObj(number -> new Object[] {quantity(number), false})
            .toList();
    List<Block> blocks = new ArrayList<>();
    for (Answer answer : endpoint.calls("eth_getBlockByNumber", numbers)) {
      long number = from + blocks.size();
      blocks.add(block(answer, number).orElseThrow(() -> answer.wrong("block " + number)));
    }
    return List.copyOf(blocks);
  }

  /// The logs of some contracts in a block, taken from the receipts of its transactions, which must
  /// explain the block's bloom filter.
  ///
  /// @throws ChainException if the node lacks one of them, or hides logs
  public List<RawLog> logsOf(Block block, List<Address> contracts) {
    if (contracts.stream().noneMatch(block.bloom()::mayHold)) {
      return List.of();
    }
    List<RawLog> all = logsOf(block);
    LogBloom bloom = LogBloom.of(all);
    if (contracts.stream().anyMatch(c -> block.bloom().mayHold(c) && !bloom.mayHold(c))) {
      throw new ChainException("the node hides logs of block %s".formatted(block.number()));
    }
    return all.stream().filter(log -> contracts.contains(log.contract())).toList();
  }

  private List<RawLog> logsOf(Block block) {
    List<Object[]> transactions =
        block.transactions().stream().map(hash -> new Object[] {hash.toString()}).toList();
    List<RawLog> logs = new ArrayList<>();
    int place = 0;
    for (Answer receipt : endpoint.calls("eth_getTransactionReceipt", transactions)) {
      Bytes32 transaction = block.transactions().get(place++);
      if (receipt.isNull()
          || !receipt.member("blockHash").hash().equals(block.hash())
          || !receipt.member("transactionHash").hash().equals(transaction)) {
        throw receipt.wrong("the receipt of %s in block %s".formatted(transaction, block.number()));
      }
      receipt.member("logs").list().forEach(log -> logs.add(log(log)));
    }
    return List.copyOf(logs);
  }

  /// The logs of some contracts in a range of blocks, in the order of the chain.
  public List<RawLog> logs(List<Address> contracts, long from, long to) {
    return logs(contracts, List.of(), from, to);
  }

  /// The same of some kinds of events.
  ///
  /// @param kinds the events' topics; none: of all kinds
  public List<RawLog> logs(List<Address> contracts, List<Bytes32> kinds, long from, long to) {
    List<RawLog> logs = new ArrayList<>();
    long next = from;
    while (next <= to) {
      long first = next;
      long last = Math.min(to, first + span.size() - 1);
      Optional<List<RawLog>> part = part(contracts, kinds, first, last);
      part.ifPresent(logs::addAll);
      next = part.isPresent() ? last + 1 : first;
    }
    return List.copyOf(logs);
  }

  /// Where even the logs of one block are refused, their number may be too large: receipts tell
  /// them.
  private Optional<List<RawLog>> part(
      List<Address> contracts, List<Bytes32> kinds, long first, long last) {
    try {
      return span.attempt((int) (last - first + 1), () -> ask(contracts, kinds, first, last));
    } catch (NoAnswerException e) {
      throw e;
    } catch (ChainException refused) {
      Block block = block(first).orElseThrow(() -> refused);
      return Optional.of(logsOf(block, contracts).stream().filter(log -> log.isOf(kinds)).toList());
    }
  }

  private List<RawLog> ask(List<Address> contracts, List<Bytes32> kinds, long first, long last) {
    Map<String, Object> filter = new LinkedHashMap<>();
    filter.put("address", contracts.stream().map(Address::toString).toList());
    if (!kinds.isEmpty()) {
      filter.put("topics", List.of(kinds.stream().map(Bytes32::toString).toList()));
    }
    filter.put("fromBlock", quantity(first));
    filter.put("toBlock", quantity(last));
    List<RawLog> logs = new ArrayList<>();
    for (Answer answer : endpoint.call("eth_getLogs", filter).list()) {
      RawLog log = log(answer);
      if (log.block() < first || log.block() > last || !contracts.contains(log.contract())) {
        throw answer.wrong("a log of blocks %s to %s that was asked for".formatted(first, last));
      }
      logs.add(log);
    }
    return List.copyOf(logs);
  }

  /// Calls a view at the newest block and reads its words.
  ///
  /// @param reader throws one of the exceptions of [WordReader] at an answer that is not the view's
  public <T> T view(Address to, byte[] data, Function<WordReader, T> reader) {
    return view(to, data, "latest", reader);
  }

  /// The same at a block, which a node that is behind it refuses to answer.
  public <T> T view(Address to, byte[] data, long block, Function<WordReader, T> reader) {
    return view(to, data, quantity(block), reader);
  }

  private <T> T view(Address to, byte[] data, String block, Function<WordReader, T> reader) {
    Map<String, Object> call = Map.of("to", to.toString(), "data", Hex.format(data));
    Answer answer = endpoint.call("eth_call", call, block);
    try {
      return reader.apply(new WordReader(WordReader.split(answer.data())));
    } catch (IllegalArgumentException
        | ArithmeticException
        | DateTimeException
        | IndexOutOfBoundsException e) {
      throw answer.wrong("what the contract at %s answers: %s".formatted(to, e.getMessage()));
    }
  }

  /// The gas that a transaction would use. Some clients (Evmos v19) refuse without the contract's
  /// data, which they have at a call: then the same is asked by one.
  ///
  /// @param to null for a deployment
  /// @throws RpcError if it is refused, with the contract's data if either method gives them
  public long estimateGas(Address from, @Nullable Address to, BigInteger value, byte[] data) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("from", from.toString());
    if (to != null) {
      call.put("to", to.toString());
    }
    call.put("value", quantity(value));
    call.put("data", Hex.format(data));
    try {
      return endpoint.call("eth_estimateGas", call).number(MOST_GAS);
    } catch (RpcError refused) {
      throw refused.revertData().isPresent() ? refused : reasoned(refused, call);
    }
  }

  /// The refusal that a call gives with data; the one without otherwise.
  private RpcError reasoned(RpcError refused, Map<String, Object> call) {
    try {
      endpoint.call("eth_call", call, "latest");
    } catch (RpcError again) {
      if (again.revertData().isPresent()) {
        again.addSuppressed(refused);
        return again;
      }
    } catch (ChainException noAnswer) {
      refused.addSuppressed(noAnswer);
    }
    return refused;
  }

  public BigInteger maxPriorityFeePerGas() {
    return endpoint.call("eth_maxPriorityFeePerGas").quantity();
  }

  /// The price of a transaction of before EIP-1559 that the node advises, or the least that it
  /// takes.
  public BigInteger gasPrice() {
    return endpoint.call("eth_gasPrice").quantity();
  }

  public BigInteger balance(Address account) {
    return endpoint.call("eth_getBalance", account.toString(), "latest").quantity();
  }

  /// The balance after a block, which a node that is behind it refuses to tell.
  public BigInteger balance(Address account, long block) {
    return endpoint.call("eth_getBalance", account.toString(), quantity(block)).quantity();
  }

  public byte[] code(Address contract) {
    return endpoint.call("eth_getCode", contract.toString(), "latest").data();
  }

  public byte[] code(Address contract, long block) {
    return endpoint.call("eth_getCode", contract.toString(), quantity(block)).data();
  }

  /// What code answers that a block's state is given to, as a deployment; nothing of it lasts.
  ///
  /// @param gas the most to use
  public byte[] run(byte[] code, long gas, long block) {
    Map<String, Object> call = Map.of("gas", quantity(gas), "data", Hex.format(code));
    return endpoint.call("eth_call", call, quantity(block)).data();
  }

  /// How many transactions of this account are in blocks.
  public long nonce(Address account) {
    return endpoint.call("eth_getTransactionCount", account.toString(), "latest").number();
  }

  /// The same after a block. Nodes without old state have it of the newest blocks only.
  public long nonce(Address account, long block) {
    return endpoint.call("eth_getTransactionCount", account.toString(), quantity(block)).number();
  }

  /// The same with those that wait in the node's pool.
  public long pendingNonce(Address account) {
    return endpoint.call("eth_getTransactionCount", account.toString(), "pending").number();
  }

  /// @return the transaction's hash, as the node says it
  public Bytes32 sendRawTransaction(byte[] signed) {
    return endpoint.call("eth_sendRawTransaction", Hex.format(signed)).hash();
  }

  /// Whether the node has a block with this transaction.
  public boolean isInBlock(Bytes32 transaction) {
    Answer found = endpoint.call("eth_getTransactionByHash", transaction.toString());
    return !found.isNull() && !found.member("blockNumber").isNull();
  }

  public Optional<Receipt> receipt(Bytes32 transaction) {
    Answer receipt = endpoint.call("eth_getTransactionReceipt", transaction.toString());
    if (receipt.isNull()) {
      return Optional.empty();
    }
    Answer contract = receipt.member("contractAddress");
    if (!receipt.member("transactionHash").hash().equals(transaction)) {
      throw receipt.wrong("the receipt of " + transaction);
    }
    return Optional.of(
        new Receipt(
            transaction,
            receipt.member("blockNumber").number(),
            receipt.member("blockHash").hash(),
            receipt.member("status").number(1) == 1,
            receipt.member("gasUsed").number(),
            receipt.member("effectiveGasPrice").quantity(),
            receipt.has("contractAddress") && !contract.isNull()
                ? Optional.of(contract.address())
                : Optional.empty()));
  }

  /// Who sent the transactions of a block, and with which nonces.
  ///
  /// @throws ChainException if the node lacks the block
  public List<Sent> sentIn(long number) {
    Answer block = endpoint.call("eth_getBlockByNumber", quantity(number), true);
    if (block.isNull() || block.member("number").number() != number) {
      throw block.wrong("block " + number);
    }
    return block.member("transactions").list().stream()
        .map(
            each ->
                new Sent(
                    each.member("hash").hash(),
                    each.member("from").address(),
                    each.member("nonce").number()))
        .toList();
  }

  /// Any call; the result, which may be a JSON null.
  public JsonNode call(String method, Object... params) {
    return endpoint.call(method, params).node();
  }

  private static Optional<Block> block(Answer block, long number) {
    Optional<Block> read = block(block);
    if (read.isPresent() && read.get().number() != number) {
      throw block.wrong("block " + number);
    }
    return read;
  }

  /// A block without a base fee is one from before London: there it costs nothing.
  private static Optional<Block> block(Answer block) {
    if (block.isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        new Block(
            block.member("number").number(),
            block.member("hash").hash(),
            block.member("parentHash").hash(),
            block.member("timestamp").time(),
            block.member("transactions").list().stream().map(Answer::hash).toList(),
            new LogBloom(block.member("logsBloom").data(LogBloom.LENGTH)),
            block.has("baseFeePerGas")
                ? block.member("baseFeePerGas").quantity()
                : BigInteger.ZERO));
  }

  private static RawLog log(Answer log) {
    return new RawLog(
        log.member("address").address(),
        log.member("topics").list().stream().map(Answer::hash).toList(),
        Hex.format(log.member("data").data()),
        log.member("blockNumber").number(),
        log.member("blockHash").hash(),
        log.member("transactionHash").hash(),
        (int) log.member("logIndex").number(Integer.MAX_VALUE));
  }

  private static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String quantity(BigInteger number) {
    return "0x" + number.toString(16);
  }
}
