package com.qubetics.dvpn.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.qubetics.QubeticsSettings;
import com.qubetics.dvpn.evm.FaultyChain;
import com.qubetics.dvpn.evm.FaultyChain.Fault;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.RoleKeys;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// Each fault that an endpoint of the real chain can have, at each command that sends or audits:
/// never an effect twice, a second start finishes once the fault is over, the cost is at most half
/// more than undisturbed, and what is shown names the cause. On the stand-in with mainnet's id;
/// time passes in pauses alone, so an hour takes no time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminFaultTableIT {
  private static final long MAINNET = 9030;
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  private static final BigInteger FIVE = BigInteger.valueOf(5);
  private static final TokenAmount FUND = TokenAmount.ofTics("1");

  /// Blocks at one price, so that costs can be compared.
  private final FaultyChain chain =
      new FaultyChain(QubeticsSettings.byHand().fees(GWEI, GWEI), MAINNET);

  private final Address sender = PrivateKey.parse(Anvil.DEV_KEY).address();
  @TempDir private static Path folder;
  private Path key;
  private Path roles;
  private Path sound;
  private Path strange;
  private BigInteger transactCost;
  private BigInteger deployCost;
  private int number;

  @BeforeAll
  void deploysUndisturbed() throws Exception {
    key = RoleKeys.file(folder, PrivateKey.parse(Anvil.DEV_KEY));
    roles =
        Files.writeString(
            folder.resolve("roles.json"), JsonMapper.shared().writeValueAsString(RoleKeys.ROLES));
    chain.chain.mine(10);
    sound = next();
    deployCost = spent(() -> assertThat(deploy(sound).code).isZero());
    strange = next();
    assertThat(deploy(strange).code).isZero();
    grantToAStranger(Network.read(strange));
    transactCost = spent(() -> assertThat(transact(payee()).code).isZero());
    // More than are read one by one.
    chain.chain.mine(120);
  }

  @AfterAll
  void closes() {
    chain.close();
  }

  @AfterEach
  void recovers() {
    chain.end();
    chain.time.sleep(Duration.ofSeconds(36));
  }

  @ParameterizedTest(name = "{0} from {1} on for {2} minutes: {3}, {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SLOW               | START | 60 | 4 | no answer
          SLOW               | SENT  | 60 | 0 | no answer
          DEAD               | START | 60 | 4 | no answer
          DEAD               | SENT  |  1 | 0 | no answer
          DEAD               | SENT  | 60 | 3 | no answer
          BEHIND             | START | 60 | 0 |
          CAPPED             | START | 60 | 0 |
          EMPTY_LISTS        | START | 60 | 0 |
          TWO_NODES          | START | 60 | 0 |
          TWO_NODES          | SENT  | 60 | 0 |
          HALTED             | START |  1 | 0 | stands still
          HALTED             | START | 60 | 3 | stands still
          HALTED             | SENT  |  1 | 0 | stands still
          HALTED             | SENT  | 60 | 3 | stands still
          HALTED_AND_EMPTIED | START |  1 | 0 | stands still
          HALTED_AND_EMPTIED | START | 60 | 3 | stands still
          HALTED_AND_EMPTIED | SENT  |  1 | 0 | stands still
          HALTED_AND_EMPTIED | SENT  | 60 | 3 | stands still
          RESTARTED          | START |  1 | 4 | no answer
          RESTARTED          | SENT  |  1 | 0 | no answer
          """)
  void transactsOnce(Fault fault, Moment from, int minutes, int code, @Nullable String word) {
    Address payee = payee();
    long nonce = chain.sound.nonce(sender);
    BigInteger cost =
        spent(() -> startsUntilDone(fault, from, minutes, code, word, () -> transact(payee)));
    assertThat(chain.sound.balance(payee)).isEqualTo(FIVE);
    assertThat(chain.sound.nonce(sender)).isEqualTo(nonce + 1);
    assertAtMostHalfMore(cost, transactCost);
  }

  @ParameterizedTest(name = "{0} from {1} on for {2} minutes: {3}, {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SLOW               | START | 60 | 4 | no answer
          SLOW               | SENT  |  1 | 0 | no answer
          DEAD               | START | 60 | 4 | no answer
          DEAD               | SENT  |  1 | 0 |
          DEAD               | SENT  | 60 | 3 | no answer
          BEHIND             | START | 60 | 0 |
          CAPPED             | START | 60 | 0 |
          EMPTY_LISTS        | START | 60 | 0 |
          TWO_NODES          | START | 60 | 0 |
          TWO_NODES          | SENT  | 60 | 0 |
          HALTED             | START | 60 | 3 | stands still
          HALTED             | SENT  |  1 | 0 | stands still
          HALTED             | SENT  | 60 | 3 | stands still
          HALTED_AND_EMPTIED | START | 60 | 3 | stands still
          HALTED_AND_EMPTIED | SENT  |  1 | 0 | stands still
          RESTARTED          | START |  1 | 4 | no answer
          RESTARTED          | SENT  |  1 | 0 |
          """)
  void deploysOnce(Fault fault, Moment from, int minutes, int code, @Nullable String word) {
    Path out = next();
    long nonce = chain.sound.nonce(sender);
    BigInteger cost =
        spent(() -> startsUntilDone(fault, from, minutes, code, word, () -> deploy(out)));
    Network network = Network.read(out);
    assertThat(new RpcChainReader(network.contracts(), chain.sound).funded()).isEqualTo(FUND);
    assertThat(chain.sound.nonce(sender)).isEqualTo(nonce + 5);
    assertAtMostHalfMore(cost, deployCost);
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NONE               | true  | as of block
          SLOW               | false | no answer
          DEAD               | false | no answer
          BEHIND             | true  | as of block
          CAPPED             | true  | as of block
          EMPTY_LISTS        | false | does not show the grants of the deployment
          TWO_NODES          | true  | as of block
          HALTED             | true  | as of block
          HALTED_AND_EMPTIED | true  | as of block
          RESTARTED          | false | no answer
          """)
  void findsAStrangerOrSaysThatItCantTell(Fault fault, boolean told, String word) {
    for (boolean isSound : new boolean[] {true, false}) {
      Path file = isSound ? sound : strange;
      chain.begin(fault, Duration.ofHours(1));
      Result first = rolesOf(file);
      chain.end();
      int code = isSound ? 0 : 1;
      assertThat(first.code).as(first.text()).isEqualTo(told ? code : 4);
      assertThat(first.err).contains(word);
      if (!told) {
        assertThat(rolesOf(file).code).isEqualTo(code);
      }
    }
  }

  /// A file of a finished deployment is not taken for one of another chain, nor its contracts for
  /// missing, where the endpoint lacks their block.
  @Test
  void takesNoContractForMissingAtAnEndpointThatLacksItsBlock() {
    Path out = next();
    assertThat(deploy(out).code).isZero();
    chain.begin(Fault.BEHIND, Duration.ofHours(1));
    for (Result behind : List.of(deploy(out), verify(out))) {
      assertThat(behind.code).as(behind.text()).isEqualTo(4);
      assertThat(behind.err).contains("it is behind");
    }
    chain.end();
    chain.time.sleep(Duration.ofMinutes(1));
    assertThat(deploy(out).out).startsWith("kept");
    assertThat(verify(out).code).isZero();
  }

  private enum Moment {
    START,
    /// Of the first transaction.
    SENT
  }

  private interface Start {
    Result run();
  }

  private void startsUntilDone(
      Fault fault, Moment from, int minutes, int code, @Nullable String word, Start start) {
    Duration time = Duration.ofMinutes(minutes);
    if (from == Moment.START) {
      chain.begin(fault, time);
    } else {
      chain.beginWhenSent(fault, time);
    }
    Result first = start.run();
    assertThat(first.code).as(first.text()).isEqualTo(code);
    if (word != null) {
      assertThat(first.err).contains(word);
    }
    assertThat(first.err.lines()).as("each trouble once").doesNotHaveDuplicates();
    if (fault.name().startsWith("HALTED") && code != 0) {
      chain.time.sleep(Duration.ofMinutes(10));
      assertThat(start.run().code).as("while it lasts").isEqualTo(code);
    }
    if (code != 0) {
      chain.end();
      chain.time.sleep(Duration.ofMinutes(1));
      Result last = start.run();
      assertThat(last.code).as(last.text()).isZero();
    }
    chain.end();
  }

  /// What the sender paid for gas, apart from what it gave.
  private BigInteger spent(Runnable act) {
    BigInteger before = chain.sound.balance(sender);
    act.run();
    return before.subtract(chain.sound.balance(sender));
  }

  private static void assertAtMostHalfMore(BigInteger cost, BigInteger undisturbed) {
    BigInteger given = cost.compareTo(FUND.baseUnits()) > 0 ? FUND.baseUnits() : FIVE;
    assertThat(cost.subtract(given).doubleValue())
        .isLessThanOrEqualTo(1.5 * undisturbed.subtract(given).doubleValue());
  }

  private Address payee() {
    return RoleKeys.address(100 + number++);
  }

  private Path next() {
    return folder.resolve("network-%s.json".formatted(number++));
  }

  /// As the timelock would, after its delay.
  private void grantToAStranger(Network network) {
    Anvil behind = chain.chain.anvil();
    behind.call("anvil_setBalance", "[\"%s\",\"0xde0b6b3a7640000\"]".formatted(network.timelock()));
    behind.call("anvil_impersonateAccount", "[\"%s\"]".formatted(network.timelock()));
    byte[] grant =
        Abi.call("grantRole(bytes32,address)", Abi.topic("GUARDIAN_ROLE"), RoleKeys.address(99));
    behind.call(
        "eth_sendTransaction",
        "[{\"from\":\"%s\",\"to\":\"%s\",\"data\":\"%s\"}]"
            .formatted(network.timelock(), network.rewardsVault(), Hex.format(grant)));
  }

  private Result transact(Address payee) {
    return send(
        "transact",
        "--journal",
        folder.resolve("journal").toString(),
        "--to",
        payee.toString(),
        "--value",
        FIVE.toString());
  }

  private Result deploy(Path out) {
    return send(
        "deploy",
        "--network",
        "mainnet",
        "--fund",
        "1",
        "--roles",
        roles.toString(),
        "--out",
        out.toString());
  }

  private Result send(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--key-file";
    all[arguments.length + 1] = key.toString();
    return run(all);
  }

  private Result rolesOf(Path network) {
    return run("roles", "--network-file", network.toString());
  }

  private Result verify(Path network) {
    return run("verify", "--network-file", network.toString());
  }

  private Result run(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--rpc";
    all[arguments.length + 1] = chain.url().toString();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        AdminCommand.commandLine(chain.time)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err, true));
    int code = command.execute(all);
    return new Result(code, out.toString(), err.toString());
  }

  private record Result(int code, String out, String err) {
    String text() {
      return out + err;
    }
  }
}
