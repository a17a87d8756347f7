package com.qubetics.dvpn.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.engines.EngineException;
import com.qubetics.dvpn.engines.Folders;
import com.qubetics.dvpn.engines.Ports;
import com.qubetics.dvpn.engines.qubetics.QubeticsLike;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings.Caps;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings.Receipts;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.SignedTransaction;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The stand-in for the real chain has each of that client's rules, as a plain JSON-RPC client sees
/// them.
class QubeticsLikeIT {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  private static final BigInteger COIN = BigInteger.TEN.pow(18);
  private static final PrivateKey BANK = PrivateKey.parse(Anvil.DEV_KEY);
  private static final Address SOMEBODY = Address.parse("0x" + "42".repeat(20));
  private static final QubeticsSettings SETTINGS = QubeticsSettings.byHand();
  private static final long TRANSFER = 21_000;

  /// LOG0 of no bytes.
  private static final byte[] LOGGING = deploying("60006000a000");

  private static final QubeticsLike chain = QubeticsLike.start(SETTINGS);

  private PrivateKey key = BANK;

  @AfterAll
  static void end() {
    chain.close();
    chain.close();
  }

  @BeforeEach
  void asUsual() {
    chain.become(SETTINGS);
    key =
        PrivateKey.of(
            Keccak.hash(Bytes32.uint(BigInteger.valueOf(System.nanoTime())).bytes()).bytes());
    give(key, COIN.multiply(BigInteger.valueOf(1000)));
  }

  @AfterEach
  void goesOn() {
    chain.resume(true);
    chain.block();
  }

  @Nested
  class InThePool {

    @Test
    void replacesNothingWhateverIsOffered() {
      String first = sent(transfer(0, 1));
      for (int times : List.of(1, 2, 100)) {
        assertThat(refused(transfer(0, 2, times)).get("message").asString())
            .isEqualTo("invalid nonce; got 0, expected 1: invalid sequence: invalid sequence");
      }
      chain.block();
      assertThat(result("eth_getTransactionReceipt", first).get("status").asString())
          .isEqualTo("0x1");
    }

    @Test
    void takesNoGap() {
      JsonNode error = refused(transfer(1, 1));
      assertThat(error.get("message").asString())
          .isEqualTo("invalid nonce; got 1, expected 0: invalid sequence: invalid sequence");
      assertThat(error.get("code").asInt()).isEqualTo(-32000);
      sent(transfer(0, 1));
      sent(transfer(1, 1));
    }

    @Test
    void refusesWhatItHasSeen() {
      SignedTransaction one = transfer(0, 1);
      sent(one);
      assertThat(refused(one).get("message").asString()).isEqualTo(": tx already in mempool");
      chain.block();
      assertThat(refused(one).get("message").asString()).isEqualTo(": tx already in mempool");
    }

    @Test
    void goesFirstInFirstOutWhateverIsOffered() {
      PrivateKey other = PrivateKey.of(Keccak.hash(key.secret()).bytes());
      give(other, COIN.multiply(BigInteger.valueOf(1000)));
      String cheap = sent(transfer(0, 1));
      key = other;
      String dear = sent(transfer(0, 50));
      chain.block();
      assertThat(place(cheap)).isZero();
      assertThat(place(dear)).isEqualTo(1);
    }

    @Test
    void holdsAnAccountAgainstWhatWaits() {
      give(
          key,
          BigInteger.TWO
              .multiply(price())
              .multiply(BigInteger.valueOf(TRANSFER))
              .multiply(BigInteger.valueOf(2)));
      sent(transfer(0, 1));
      assertThat(refused(transfer(1, 2)).get("message").asString())
          .startsWith("failed to check sender balance: sender balance < tx cost (")
          .endsWith("): insufficient funds: insufficient funds");
    }

    @Test
    void countsTheFirstThirtyAsPending() {
      for (int nonce = 0; nonce < 35; nonce++) {
        sent(transfer(nonce, 1));
      }
      String account = key.address().toString();
      assertThat(number("eth_getTransactionCount", account, "latest")).isZero();
      assertThat(number("eth_getTransactionCount", account, "pending")).isEqualTo(30);
      assertThat(refused(transfer(30, 2)).get("message").asString())
          .contains("got 30, expected 35");
      chain.block();
      assertThat(number("eth_getTransactionCount", account, "latest")).isEqualTo(35);
    }

    @Test
    void findsAWaitingTransactionByItsHashOnThatPageOnly() {
      List<String> hashes = new ArrayList<>();
      for (int nonce = 0; nonce < 31; nonce++) {
        hashes.add(sent(transfer(nonce, 1)));
      }
      assertThat(result("eth_getTransactionByHash", hashes.get(29)).get("blockNumber").isNull())
          .isTrue();
      assertThat(result("eth_getTransactionByHash", hashes.get(30)).isNull()).isTrue();
    }

    @Test
    void dropsWhatABlockMadeInvalidWithoutAWord() {
      PrivateKey other = key;
      key = PrivateKey.of(Keccak.hash(other.secret()).bytes());
      give(key, COIN);
      sent(transfer(0, 1));
      key = other;
      String hash = sent(transfer(0, 1));
      chain.become(SETTINGS.blockGas(TRANSFER)); // Room for one: the second is checked again.
      give(key, BigInteger.ONE);
      chain.block();
      chain.become(SETTINGS);
      assertThat(chain.waiting()).isZero();
      assertThat(result("eth_getTransactionByHash", hash).isNull()).isTrue();
    }

    @Test
    void leavesWhatHasNoRoomForTheNextBlock() {
      chain.become(SETTINGS.blockGas(2 * TRANSFER));
      for (int nonce = 0; nonce < 5; nonce++) {
        sent(transfer(nonce, 3));
      }
      chain.block();
      assertThat(chain.waiting()).isEqualTo(3);
      chain.mine(2);
      assertThat(chain.waiting()).isZero();
    }
  }

  @Nested
  class WhileItStandsStill {

    @Test
    void answersAndTakesTransactionsButMakesNoBlock() {
      long head = number("eth_blockNumber");
      chain.halt();
      chain.halt();
      String hash = sent(transfer(0, 1));
      assertThatThrownBy(() -> chain.block()).isInstanceOf(EngineException.class);
      assertThat(number("eth_blockNumber")).isEqualTo(head);
      assertThat(result("eth_syncing").asBoolean()).isFalse();
      assertThat(refused(transfer(0, 3)).get("message").asString()).contains("expected 1");
      chain.resume(false);
      chain.block();
      assertThat(result("eth_getTransactionReceipt", hash).isNull()).isFalse();
    }

    @Test
    void forgetsItsPoolWhereItIsEmptied() {
      chain.halt();
      SignedTransaction lost = transfer(0, 1);
      String hash = sent(lost);
      chain.resume(true);
      chain.block();
      assertThat(result("eth_getTransactionByHash", hash).isNull()).isTrue();
      assertThat(number("eth_getTransactionCount", key.address().toString(), "pending")).isZero();
      sent(lost);
      chain.block();
      assertThat(result("eth_getTransactionReceipt", hash).isNull()).isFalse();
      assertThat(refused(lost).get("message").asString()).isEqualTo(": tx already in mempool");
      chain.resume(true);
      assertThat(refused(lost).get("message").asString()).contains("got 0, expected 1");
    }
  }

  @Nested
  class OfFees {

    @Test
    void fallsFromThirtyThousandGweiToSevenUnits() {
      try (QubeticsLike other =
          QubeticsLike.start(QubeticsSettings.mainnet().every(null).blockGas(40_000_000))) {
        assertThat(baseFee(other)).isEqualTo(GWEI.multiply(BigInteger.valueOf(30_000)));
        other.block();
        assertThat(baseFee(other)).isEqualTo(GWEI.multiply(BigInteger.valueOf(26_250)));
        other.mine(230);
        assertThat(baseFee(other)).isEqualTo(BigInteger.valueOf(7));
        assertThat(number(other, "eth_maxPriorityFeePerGas")).isZero();
        assertThat(number(other, "eth_gasPrice")).isEqualTo(7);
      }
    }

    @Test
    void movesByWhatABlockWanted() {
      chain.become(SETTINGS.blockGas(100_000));
      BigInteger base = next(baseFee(chain));
      sent(transaction(0, SOMEBODY, new byte[0], 100_000, 2));
      chain.block();
      assertThat(baseFee(chain)).isEqualTo(base);
      for (int nonce = 1; nonce < 5; nonce++) {
        sent(transfer(nonce, 3));
      }
      chain.block();
      assertThat(baseFee(chain)).as("a limit counts as half").isEqualTo(base);
      chain.block();
      // Four transfers of 21,000 are 34,000 beyond the target of 50,000.
      BigInteger rise =
          base.multiply(BigInteger.valueOf(34_000))
              .divide(BigInteger.valueOf(50_000))
              .divide(BigInteger.valueOf(8));
      assertThat(baseFee(chain)).isEqualTo(base.add(rise));
    }

    @Test
    void advisesAnEighthAndAsksForAFloor() {
      BigInteger base = baseFee(chain);
      assertThat(result("eth_maxPriorityFeePerGas").asString())
          .isEqualTo(hex(base.divide(BigInteger.valueOf(8))));
      assertThat(result("eth_gasPrice").asString())
          .isEqualTo(hex(base.add(base.divide(BigInteger.valueOf(8)))));
      chain.become(SETTINGS.fees(GWEI, GWEI.multiply(BigInteger.TEN)));
      assertThat(result("eth_gasPrice").asString()).isEqualTo(hex(GWEI.multiply(BigInteger.TEN)));
      assertThat(refused(transfer(0, 1)).get("message").asString())
          .startsWith("provided fee < minimum global fee (")
          .endsWith("(for access list or legacy txs): insufficient fee: insufficient fee");
    }

    @Test
    void mayHaveNoBaseFeeButAFloor() {
      try (QubeticsLike other = QubeticsLike.start(SETTINGS.fees(BigInteger.ZERO, GWEI))) {
        other.mine(3);
        assertThat(baseFee(other)).isZero();
        assertThat(result(other, "eth_gasPrice").asString()).isEqualTo(hex(GWEI));
        assertThat(number(other, "eth_maxPriorityFeePerGas")).isZero();
        key = BANK;
        SignedTransaction one = sign(0, SOMEBODY, new byte[0], TRANSFER, new Fees(GWEI, GWEI));
        String hash = result(other, "eth_sendRawTransaction", Hex.format(one.raw())).asString();
        other.block();
        assertThat(
                result(other, "eth_getTransactionReceipt", hash)
                    .get("effectiveGasPrice")
                    .asString())
            .isEqualTo(hex(GWEI));
      }
    }

    @Test
    void refusesLessThanTheBaseFee() {
      BigInteger base = baseFee(chain);
      Fees below = new Fees(base.subtract(BigInteger.ONE), BigInteger.ZERO);
      assertThat(refused(sign(0, SOMEBODY, new byte[0], TRANSFER, below)).get("message").asString())
          .isEqualTo(
              "max fee per gas less than block base fee (%s < %s): insufficient fee: insufficient fee"
                  .formatted(below.maxFee(), base));
    }

    @Test
    void chargesHalfOfTheLimit() {
      BigInteger before = balance(key);
      String hash = sent(transaction(0, SOMEBODY, new byte[0], 100_000, 2));
      String exact = sent(transfer(1, 2));
      chain.block();
      JsonNode receipt = result("eth_getTransactionReceipt", hash);
      assertThat(Long.decode(receipt.get("gasUsed").asString())).isEqualTo(50_000);
      JsonNode second = result("eth_getTransactionReceipt", exact);
      assertThat(Long.decode(second.get("gasUsed").asString())).isEqualTo(TRANSFER);
      assertThat(Long.decode(second.get("cumulativeGasUsed").asString())).isEqualTo(71_000);
      BigInteger price =
          new BigInteger(receipt.get("effectiveGasPrice").asString().substring(2), 16);
      assertThat(balance(key))
          .isEqualTo(before.subtract(price.multiply(BigInteger.valueOf(71_000))));
      assertThat(result("eth_getBlockByNumber", "latest", false).get("gasUsed").asString())
          .isEqualTo(hex(BigInteger.valueOf(71_000)));
    }

    @Test
    void mayCapWhatATransactionOffers() {
      sent(
          sign(
              0,
              SOMEBODY,
              new byte[0],
              100_000,
              new Fees(COIN.divide(BigInteger.valueOf(50_000)), BigInteger.ONE)));
      chain.become(SETTINGS.with(new Caps(10_000, 10_000, 0, COIN, 30)));
      Fees dear = new Fees(COIN.divide(BigInteger.valueOf(50_000)), BigInteger.ONE);
      assertThat(refused(sign(1, SOMEBODY, new byte[0], 100_000, dear)).get("message").asString())
          .isEqualTo("tx fee (2.00 ether) exceeds the configured cap (1.00 ether)");
    }

    @Test
    void refusesGasBelowWhatItTakesAtLeast() {
      assertThat(
              refused(transaction(0, SOMEBODY, new byte[0], 20_000, 2)).get("message").asString())
          .isEqualTo(
              "gas limit too low: 20000 (gas limit) < 21000 (intrinsic gas): out of gas: out of gas");
      assertThat(
              refused(transaction(0, SOMEBODY, new byte[0], 50_000_000, 2))
                  .get("message")
                  .asString())
          .isEqualTo(
              "tx gas (50000000) exceeds block gas limit (40000000): out of gas: out of gas");
    }
  }

  @Nested
  class OfReceipts {

    @Test
    void comesLateByTime() {
      chain.become(SETTINGS.with(new Receipts(Duration.ofMillis(400), 0, Duration.ZERO)));
      String hash = sent(transfer(0, 1));
      chain.block();
      assertThat(number("eth_getTransactionCount", key.address().toString(), "latest"))
          .isEqualTo(1);
      assertThat(result("eth_getTransactionReceipt", hash).isNull()).isTrue();
      assertThat(result("eth_getTransactionByHash", hash).isNull()).isTrue();
      assertThat(
              Deadline.in(Duration.ofSeconds(10))
                  .await(() -> !result("eth_getTransactionReceipt", hash).isNull()))
          .isTrue();
    }

    @Test
    void comesLateByBlocks() {
      chain.become(SETTINGS.with(new Receipts(Duration.ZERO, 2, Duration.ZERO)));
      String hash = sent(transfer(0, 1));
      chain.mine(2);
      assertThat(result("eth_getTransactionReceipt", hash).isNull()).isTrue();
      chain.block();
      assertThat(result("eth_getTransactionReceipt", hash).isNull()).isFalse();
    }

    @Test
    void looksLongForOneThatItDoesNotKnow() {
      chain.become(SETTINGS.with(new Receipts(Duration.ZERO, 0, Duration.ofMillis(300))));
      long from = System.nanoTime();
      assertThat(result("eth_getTransactionReceipt", "0x" + "11".repeat(32)).isNull()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(299));
    }
  }

  @Nested
  class OfLogs {

    @Test
    void givesNoneForARangeAboveTheHead() {
      Address contract = deployed(LOGGING);
      sent(transaction(1, contract, new byte[0], 50_000, 2));
      chain.block();
      long head = number("eth_blockNumber");
      assertThat(logs(contract, head - 1, head)).hasSize(1);
      assertThat(logs(contract, head, head + 1)).isEmpty();
      assertThat(logs(contract, head - 1, head + 500)).isEmpty();
      assertThat(logs(contract, head + 1, head + 2)).isEmpty();
      assertThat(result("eth_getBlockByNumber", hex(head + 1), false).isNull()).isTrue();
    }

    @Test
    void capsBlocksAndLogs() {
      chain.become(SETTINGS.with(new Caps(5, 1, 0, null, 30)));
      Address contract = deployed(LOGGING);
      sent(transaction(1, contract, new byte[0], 50_000, 2));
      sent(transaction(2, contract, new byte[0], 50_000, 2));
      chain.mine(7);
      long head = number("eth_blockNumber");
      assertThat(logsRefused(contract, head - 6, head))
          .isEqualTo("maximum [from, to] blocks distance: 5");
      assertThat(logs(contract, head - 5, head)).isEmpty();
      assertThat(logsRefused(contract, head - 6, head - 5))
          .isEqualTo("query returned more than 1 results");
    }

    @Test
    void crashesOnTheHashOfNoBlock() {
      JsonNode answer =
          ask(chain, "eth_getLogs", Map.of("blockHash", "0x" + "11".repeat(32))).get("error");
      assertThat(answer.get("message").asString()).isEqualTo("method handler crashed");
    }
  }

  @Nested
  class OfCalls {
    /// `Error("no")`.
    private static final String REASON =
        "08c379a0" + "00".repeat(31) + "20" + "00".repeat(31) + "02" + "6e6f" + "00".repeat(30);

    @Test
    void losesTheDataOfARevertInAnEstimateAndGivesThemInACall() {
      Address contract = deployed(reverting("deadbeef"));
      Map<String, Object> call = Map.of("to", contract.toString());
      JsonNode estimated = ask(chain, "eth_estimateGas", call).get("error");
      assertThat(estimated.get("message").asString())
          .isEqualTo("rpc error: code = Unknown desc = execution reverted");
      assertThat(estimated.get("code").asInt()).isEqualTo(-32000);
      assertThat(estimated.has("data")).isFalse();
      JsonNode called = ask(chain, "eth_call", call, "latest").get("error");
      assertThat(called.get("code").asInt()).isEqualTo(3);
      assertThat(called.get("message").asString()).isEqualTo("execution reverted");
      assertThat(called.get("data").asString()).isEqualTo("0xdeadbeef");
    }

    @Test
    void saysTheReasonOfARequireInBoth() {
      Address contract = deployed(reverting(REASON));
      Map<String, Object> call = Map.of("to", contract.toString());
      assertThat(ask(chain, "eth_estimateGas", call).get("error").get("message").asString())
          .isEqualTo("rpc error: code = Unknown desc = execution reverted: no");
      assertThat(ask(chain, "eth_call", call, "latest").get("error").get("data").asString())
          .isEqualTo("0x" + REASON);
    }

    @Test
    void executesNoOpcodeThatParisLacks() {
      // PUSH0, then STOP.
      Address contract = deployed(deploying("5f00"));
      JsonNode error =
          ask(chain, "eth_call", Map.of("to", contract.toString()), "latest").get("error");
      assertThat(error.get("message").asString()).startsWith("rpc error: code = Internal desc = ");
    }

    @Test
    void takesSafeForTheNewestBlockInSomeCallsAndForNothingInOthers() {
      long head = number("eth_blockNumber");
      for (String tag : List.of("safe", "finalized", "pending", "latest")) {
        assertThat(result("eth_getBlockByNumber", tag, false).get("number").asString())
            .isEqualTo(hex(head));
      }
      assertThat(result("eth_getBlockByNumber", "earliest", false).get("number").asString())
          .isEqualTo("0x1");
      JsonNode error = ask(chain, "eth_getBalance", SOMEBODY.toString(), "safe").get("error");
      assertThat(error.get("code").asInt()).isEqualTo(-32602);
      assertThat(error.get("message").asString())
          .isEqualTo("invalid argument 1: hex string without 0x prefix");
    }

    @Test
    void saysWhatAStateAboveTheHeadIs() {
      String above = hex(number("eth_blockNumber") + 3);
      assertThat(
              ask(chain, "eth_call", Map.of("to", SOMEBODY.toString()), above)
                  .get("error")
                  .get("message")
                  .asString())
          .isEqualTo("header not found");
      assertThat(
              ask(chain, "eth_getTransactionCount", SOMEBODY.toString(), above)
                  .get("error")
                  .get("message")
                  .asString())
          .startsWith("cannot query with height in the future (current: ");
    }

    @Test
    void showsALondonBlockWithoutWork() {
      JsonNode block = result("eth_getBlockByNumber", "latest", true);
      assertThat(block.has("baseFeePerGas")).isTrue();
      assertThat(block.get("difficulty").asString()).isEqualTo("0x0");
      assertThat(block.has("withdrawals")).isFalse();
      assertThat(block.has("blobGasUsed")).isFalse();
    }

    @Test
    void refusesWhatThatClientDoesNotHave() {
      for (String method : List.of("eth_getBlockReceipts", "anvil_setBalance", "evm_mine")) {
        JsonNode error = ask(chain, method, "latest").get("error");
        assertThat(error.get("code").asInt()).isEqualTo(-32601);
        assertThat(error.get("message").asString())
            .isEqualTo("the method " + method + " does not exist/is not available");
      }
    }

    @Test
    void answersBatchesInTheirOrder() {
      JsonNode answers = batch(3);
      assertThat(answers).hasSize(3);
      assertThat(answers.get(2).get("id").asInt()).isEqualTo(2);
      assertThat(batch(150)).hasSize(150);
      assertThat(post(chain, "[]").get("error").get("message").asString()).isEqualTo("empty batch");
      chain.become(SETTINGS.with(new Caps(10_000, 10_000, 10, null, 30)));
      JsonNode tooMany = batch(11);
      assertThat(tooMany).hasSize(1);
      assertThat(tooMany.get(0).get("error").get("message").asString())
          .isEqualTo("batch too large");
      assertThat(batch(10)).hasSize(10);
    }
  }

  @Test
  void makesBlocksByItself() {
    try (QubeticsLike other = QubeticsLike.start(SETTINGS.every(Duration.ofMillis(100)))) {
      assertThat(
              Deadline.in(Duration.ofSeconds(20)).await(() -> number(other, "eth_blockNumber") > 3))
          .isTrue();
      other.halt();
      long head = number(other, "eth_blockNumber");
      assertThat(
              Deadline.in(Duration.ofMillis(500))
                  .await(() -> number(other, "eth_blockNumber") > head))
          .isFalse();
      other.resume(false);
      assertThat(
              Deadline.in(Duration.ofSeconds(20))
                  .await(() -> number(other, "eth_blockNumber") > head))
          .isTrue();
    }
  }

  @Test
  void keepsTheChainOfADirectoryWithItsBaseFee() {
    Path folder = Folders.temporary("qubetics-like");
    int port = Ports.free();
    BigInteger fee;
    try (QubeticsLike first = QubeticsLike.start(folder, port, SETTINGS)) {
      first.mine(20);
      fee = baseFee(first);
      assertThat(
              Deadline.in(Duration.ofSeconds(20))
                  .await(() -> folder.resolve("state.json").toFile().delete()))
          .isTrue();
      assertThat(
              Deadline.in(Duration.ofSeconds(20))
                  .await(() -> folder.resolve("state.json").toFile().exists()))
          .isTrue();
    }
    try (QubeticsLike again = QubeticsLike.start(folder, port, SETTINGS)) {
      assertThat(again.rpcUrl()).endsWith(":" + port);
      assertThat(baseFee(again)).isEqualTo(fee);
      again.block();
      assertThat(baseFee(again)).isEqualTo(next(fee));
    }
  }

  // What the tests ask with.

  private static byte[] reverting(String data) {
    int length = data.length() / 2;
    // CODECOPY of what follows this code, and REVERT with it.
    String size = "61" + Hex.format(new byte[] {(byte) (length >> 8), (byte) length}).substring(2);
    return deploying(size + "600e" + "6000" + "39" + size + "6000" + "fd" + data);
  }

  /// CODECOPY of what follows, and RETURN of it.
  private static byte[] deploying(String code) {
    int length = code.length() / 2;
    String size = "61" + Hex.format(new byte[] {(byte) (length >> 8), (byte) length}).substring(2);
    return Hex.parse("0x" + size + "600e" + "6000" + "39" + size + "6000" + "f3" + code);
  }

  private Address deployed(byte[] code) {
    sent(transaction(0, null, code, 300_000, 2));
    chain.block();
    return UnsignedTransaction.created(key.address(), 0);
  }

  private static BigInteger next(BigInteger fee) {
    return fee.subtract(fee.divide(BigInteger.valueOf(8)));
  }

  private SignedTransaction transfer(long nonce, int times) {
    return transfer(nonce, 1, times);
  }

  private SignedTransaction transfer(long nonce, int data, int times) {
    byte[] some = new byte[data - 1];
    return transaction(nonce, SOMEBODY, some, TRANSFER + 4L * some.length, times);
  }

  /// @param times of twice the base fee are offered
  private SignedTransaction transaction(
      long nonce, @Nullable Address to, byte[] data, long gas, int times) {
    BigInteger fee = price().shiftLeft(1).multiply(BigInteger.valueOf(times));
    return sign(nonce, to, data, gas, new Fees(fee, BigInteger.ONE));
  }

  private SignedTransaction sign(
      long nonce, @Nullable Address to, byte[] data, long gas, Fees fees) {
    return new UnsignedTransaction(Anvil.CHAIN_ID, nonce, gas, to, BigInteger.ZERO, data, fees)
        .sign(Signer.of(key));
  }

  private static BigInteger price() {
    return baseFee(chain);
  }

  private static BigInteger baseFee(QubeticsLike of) {
    return new BigInteger(
        result(of, "eth_getBlockByNumber", "latest", false)
            .get("baseFeePerGas")
            .asString()
            .substring(2),
        16);
  }

  private static BigInteger balance(PrivateKey of) {
    String hex = result("eth_getBalance", of.address().toString(), "latest").asString();
    return new BigInteger(hex.substring(2), 16);
  }

  private static void give(PrivateKey to, BigInteger balance) {
    chain.anvil().call("anvil_setBalance", "[\"%s\",\"%s\"]".formatted(to.address(), hex(balance)));
  }

  private static String sent(SignedTransaction transaction) {
    return result("eth_sendRawTransaction", Hex.format(transaction.raw())).asString();
  }

  private static JsonNode refused(SignedTransaction transaction) {
    JsonNode answer = ask(chain, "eth_sendRawTransaction", Hex.format(transaction.raw()));
    assertThat(answer.has("error")).as("%s", answer).isTrue();
    return answer.get("error");
  }

  private static long place(String hash) {
    return Long.decode(
        result("eth_getTransactionReceipt", hash).get("transactionIndex").asString());
  }

  private static JsonNode logs(Address contract, long from, long to) {
    return result("eth_getLogs", filter(contract, from, to));
  }

  private static String logsRefused(Address contract, long from, long to) {
    return ask(chain, "eth_getLogs", filter(contract, from, to))
        .get("error")
        .get("message")
        .asString();
  }

  private static Map<String, Object> filter(Address contract, long from, long to) {
    return Map.of("address", contract.toString(), "fromBlock", hex(from), "toBlock", hex(to));
  }

  private static JsonNode batch(int calls) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      all.add(Map.of("jsonrpc", "2.0", "id", i, "method", "eth_chainId", "params", List.of()));
    }
    return post(chain, JSON.writeValueAsString(all));
  }

  private static long number(String method, Object... params) {
    return number(chain, method, params);
  }

  private static long number(QubeticsLike of, String method, Object... params) {
    return Long.decode(result(of, method, params).asString());
  }

  private static JsonNode result(String method, Object... params) {
    return result(chain, method, params);
  }

  private static JsonNode result(QubeticsLike of, String method, Object... params) {
    JsonNode answer = ask(of, method, params);
    assertThat(answer.has("result")).as("%s: %s", method, answer).isTrue();
    return answer.get("result");
  }

  private static JsonNode ask(QubeticsLike of, String method, Object... params) {
    return post(
        of,
        JSON.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(params))));
  }

  private static JsonNode post(QubeticsLike to, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(to.rpcUrl()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String hex(BigInteger number) {
    return "0x" + number.toString(16);
  }
}
