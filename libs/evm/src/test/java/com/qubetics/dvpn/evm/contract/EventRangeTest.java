package com.qubetics.dvpn.evm.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.abi.TypeEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

/// Every event with values of the whole range of its types: encoded by another hand's ABI, decoded
/// by ours, each member comes back.
class EventRangeTest {
  private static final int ROUNDS = 200;
  private static final BigInteger LATEST =
      BigInteger.valueOf(Instant.parse("9999-12-31T23:59:59Z").getEpochSecond());

  private final long seed = Long.getLong("dvpn.seed", System.nanoTime());
  private final Random random = new Random(seed);

  static Stream<EventShape> shapes() {
    return Stream.of(ContractEvents.REGISTRY, ContractEvents.LEDGER, ContractEvents.VAULT)
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void bringsEveryValueOfItsTypesBack(EventShape shape) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<String> expected = new ArrayList<>();
      RawLog log = log(shape, expected);
      ChainEvent event = shape.read(log);
      List<String> actual = new ArrayList<>();
      for (RecordComponent member : event.getClass().getRecordComponents()) {
        actual.add(text(member.getAccessor().invoke(event)));
      }
      assertThat(actual).as("seed %d: %s", seed, shape.declaration()).isEqualTo(expected);
      assertThat(shape.keys(log)).hasSameSizeAs(shape.order());
    }
  }

  /// What no contract of ours logs: refused by an exception that names the event, whatever it is.
  @ParameterizedTest
  @MethodSource("shapes")
  void refusesOtherMembersByAnExceptionThatTheFollowerTakes(EventShape shape) {
    RawLog log = log(shape, new ArrayList<>());
    List<Bytes32> topics = new ArrayList<>(log.topics());
    topics.add(Bytes32.ZERO);
    String more = log.data() + "00".repeat(32);
    for (RawLog wrong :
        List.of(
            with(log, log.topics(), more),
            with(log, log.topics(), log.data() + "00"),
            with(log, log.topics().subList(0, 1), shape.order().isEmpty() ? more : log.data()),
            with(log, topics, log.data()))) {
      assertThatThrownBy(() -> shape.read(wrong)).isInstanceOf(IllegalArgumentException.class);
      assertThat(shape.keys(wrong)).hasSameSizeAs(shape.order());
    }
  }

  @Test
  void ordersANodesEventsUnderAllNamesOfAMember() {
    Bytes32 a = word(1);
    Bytes32 b = word(2);
    List<String> rotated = keys("NodeKeyRotated", a, b);
    assertThat(rotated).hasSize(2);
    assertThat(keys("NodeSuspended", a)).containsExactly(rotated.getFirst());
    assertThat(keys("NodeResumed", b)).containsExactly(rotated.getLast());
    assertThat(keys("SlashExecuted", word(7), a)).isEqualTo(keys("NodeSuspended", a));
  }

  @Test
  void ordersProposalsByTheirIdClaimsByPeriodAndAccountAndMoneyThatComesInNotAtAll() {
    assertThat(keys("RootFinalised", word(7), word(1))).isEqualTo(keys("RootVetoed", word(7)));
    assertThat(keys("Claimed", word(7), word(1)))
        .hasSize(1)
        .doesNotContainAnyElementsOf(keys("Claimed", word(7), word(2)))
        .doesNotContainAnyElementsOf(keys("Claimed", word(6), word(1)))
        .doesNotContainAnyElementsOf(keys("RootVetoed", word(7)));
    assertThat(keys("PassBought", word(7), word(1))).isEmpty();
    assertThat(keys("Funded", word(7))).isEmpty();
  }

  private static List<String> keys(String name, Bytes32... indexed) {
    EventShape shape =
        shapes().filter(it -> it.declaration().startsWith(name + "(")).findFirst().orElseThrow();
    List<Bytes32> topics = new ArrayList<>(List.of(shape.topic()));
    topics.addAll(List.of(indexed));
    return shape.keys(
        new RawLog(
            Address.of(new byte[Address.LENGTH]), topics, "0x", 1, Bytes32.ZERO, Bytes32.ZERO, 0));
  }

  private static Bytes32 word(int value) {
    return Bytes32.parse(String.format(Locale.ROOT, "0x%064x", value));
  }

  /// @param expected is given each member's text
  private RawLog log(EventShape shape, List<String> expected) {
    List<Bytes32> topics = new ArrayList<>(List.of(shape.topic()));
    StringBuilder data = new StringBuilder("0x");
    for (String member : Abi.typesOf(shape.declaration())) {
      String[] parts = member.split(" ");
      String name = parts[parts.length - 1];
      Type<?> value = value(parts[0], name);
      expected.add(expected(name, value));
      String word = TypeEncoder.encode(value);
      if (parts.length == 3) {
        topics.add(Bytes32.parse("0x" + word));
      } else {
        data.append(word);
      }
    }
    return new RawLog(
        Address.of(new byte[Address.LENGTH]),
        topics,
        data.toString(),
        1,
        Bytes32.ZERO,
        Bytes32.ZERO,
        0);
  }

  private Type<?> value(String type, String name) {
    if (name.equals("kind")) {
      // An enum: the contract refuses others.
      return new Uint256(random.nextInt(2));
    }
    return switch (type) {
      case "address" -> new org.web3j.abi.datatypes.Address(bits(160));
      case "bytes32" -> {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        yield new org.web3j.abi.datatypes.generated.Bytes32(bytes);
      }
      default -> new Uint256(bits(Integer.parseInt(type.substring("uint".length()))));
    };
  }

  /// The edges as often as anything between.
  private BigInteger bits(int bits) {
    BigInteger most = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    return switch (random.nextInt(6)) {
      case 0 -> BigInteger.ZERO;
      case 1 -> most;
      case 2 -> BigInteger.valueOf(Long.MAX_VALUE).min(most);
      case 3 -> BigInteger.ONE.shiftLeft(63).min(most);
      default -> new BigInteger(bits, random);
    };
  }

  private static String expected(String name, Type<?> value) {
    if (List.of("withdrawableAt", "until", "contestableUntil").contains(name)) {
      return Instant.ofEpochSecond(((BigInteger) value.getValue()).min(LATEST).longValue())
          .toString();
    }
    if (name.equals("kind")) {
      return ((BigInteger) value.getValue()).signum() == 0 ? "SESSIONS" : "PERFORMANCE";
    }
    return value.getValue() instanceof byte[] bytes
        ? Hex.format(bytes)
        : value.getValue().toString();
  }

  private static String text(Object member) {
    return switch (member) {
      case TokenAmount amount -> amount.baseUnits().toString();
      case NodeId node -> Hex.format(node.address().bytes());
      case Account account -> Hex.format(account.address().bytes());
      default -> member.toString();
    };
  }

  private static RawLog with(RawLog log, List<Bytes32> topics, String data) {
    return new RawLog(
        log.contract(),
        topics,
        data,
        log.block(),
        log.blockHash(),
        log.transaction(),
        log.logIndex());
  }
}
