package com.qubetics.dvpn.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.StandInEndpoint.Reply;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A history read at an endpoint with two nodes behind it: one tells the head, another answers
/// logs, and of a range whose last block it lacks it says `[]`, as Evmos does. Each block of
/// [#logged] has one log.
class LogHistoryTest {
  private static final Address CONTRACT = Address.parse("0x" + "cc".repeat(20));
  private static final Bytes32 KIND = Bytes32.parse("0x" + "11".repeat(32));
  private static final Bytes32 OTHER = Bytes32.parse("0x" + "22".repeat(32));

  private final Set<Long> logged = new TreeSet<>(List.of(100L, 2_000L, 4_950L, 4_999L));
  private final List<Long> rangeEnds = new ArrayList<>();
  private long head = 5_000;
  private long headOfLogs = 5_000;
  private long headOfBlocks = 5_000;
  private final StandInEndpoint endpoint = new StandInEndpoint(this::answer);

  @AfterEach
  void closes() {
    endpoint.close();
  }

  @Test
  void readsAllUpToTheConfirmedBlock() {
    LogHistory.Read read = read(0);
    assertThat(read.end().number()).isEqualTo(5_000);
    assertThat(blocks(read)).containsExactlyElementsOf(logged);
    assertThat(blocks(read(3))).containsExactly(100L, 2_000L, 4_950L);
    assertThat(
            blocks(new LogHistory(endpoint.rpc(), 0).read(List.of(CONTRACT), List.of(OTHER), 100)))
        .isEmpty();
  }

  @Test
  void missesNothingAtANodeThatIsALittleBehind() {
    headOfLogs = 4_999;
    assertThat(blocks(read(0))).containsExactlyElementsOf(logged);
    headOfLogs = head - LogHistory.TAIL;
    assertThat(blocks(read(0))).containsExactlyElementsOf(logged);
    assertThat(rangeEnds).allMatch(end -> end <= head - LogHistory.TAIL);
  }

  @Test
  void saysThatBlocksAreMissingWhereTheyAre() {
    for (long behind : new long[] {1, 99, 100, 500}) {
      headOfBlocks = head - behind;
      headOfLogs = head - behind;
      assertThatThrownBy(() -> read(0)).as("%s behind", behind).isInstanceOf(ChainException.class);
    }
    headOfBlocks = head - 3;
    assertThat(read(3).end().number()).isEqualTo(4_997);
  }

  @Test
  void saysThatItIsTooEarly() {
    head = 102;
    assertThatThrownBy(() -> read(3))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("is 99 (expected: at least 100)");
    assertThat(blocks(read(2))).containsExactly(100L);
    assertThat(rangeEnds).isEmpty();
  }

  private LogHistory.Read read(int confirmations) {
    return new LogHistory(endpoint.rpc(), confirmations)
        .read(List.of(CONTRACT), List.of(KIND), 100);
  }

  private static List<Long> blocks(LogHistory.Read read) {
    return read.logs().stream().map(RawLog::block).toList();
  }

  private Reply answer(JsonNode request) {
    if (request.isArray()) {
      return Reply.ok(
          StreamSupport.stream(request.spliterator(), false)
              .map(this::single)
              .collect(Collectors.joining(",", "[", "]")));
    }
    return Reply.ok(single(request));
  }

  private String single(JsonNode request) {
    JsonNode first = request.path("params").path(0);
    String result =
        switch (request.path("method").asString()) {
          case "eth_blockNumber" -> "\"" + hex(head) + "\"";
          case "eth_getBlockByNumber" -> block(number(first));
          case "eth_getLogs" ->
              logs(number(first.path("fromBlock")), number(first.path("toBlock")), first);
          case "eth_getTransactionReceipt" -> receipt(number(first));
          default -> throw new IllegalStateException(request.toString());
        };
    return "{\"id\":%s,\"result\":%s}".formatted(request.path("id"), result);
  }

  private String logs(long from, long to, JsonNode filter) {
    rangeEnds.add(to);
    boolean kind = filter.path("topics").path(0).toString().contains(KIND.toString());
    return logged.stream()
        .filter(block -> kind && to <= headOfLogs && from <= block && block <= to)
        .map(LogHistoryTest::log)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String block(long number) {
    if (number > headOfBlocks) {
      return "null";
    }
    boolean has = logged.contains(number);
    return """
        {"number":"%s","hash":"%s","parentHash":"%s","timestamp":"0x1","transactions":[%s],
         "logsBloom":"0x%s","baseFeePerGas":"0x7"}"""
        .formatted(
            hex(number),
            word(number),
            word(number - 1),
            has ? "\"" + word(number) + "\"" : "",
            (has ? "ff" : "00").repeat(LogBloom.LENGTH));
  }

  private static String receipt(long number) {
    return """
        {"transactionHash":"%s","blockNumber":"%s","blockHash":"%s","logs":[%s]}"""
        .formatted(word(number), hex(number), word(number), log(number));
  }

  private static String log(long block) {
    return """
        {"address":"%s","topics":["%s"],"data":"0x","blockNumber":"%s","blockHash":"%s",
         "transactionHash":"%s","logIndex":"0x0"}"""
        .formatted(CONTRACT, KIND, hex(block), word(block), word(block));
  }

  private static long number(JsonNode quantity) {
    return Long.parseLong(quantity.asString().substring(2), 16);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static String word(long value) {
    return String.format(Locale.ROOT, "0x%064x", value);
  }
}
