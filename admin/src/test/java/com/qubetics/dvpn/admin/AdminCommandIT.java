package com.qubetics.dvpn.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChangedNode;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdminCommandIT {
  @TempDir Path folder;

  private final String rpc = Anvil.shared().rpcUrl();
  private Path key;
  private Path out;

  @BeforeEach
  void writesTheKey() throws Exception {
    key = folder.resolve("key");
    Files.writeString(key, Anvil.DEV_KEY + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    out = folder.resolve("network.json");
  }

  @Test
  void deploysOnceAndKeepsWhatIsThere() throws Exception {
    Result first = deploy("--network", "devnet", "--fund", "500");
    assertThat(first.code).as(first.err).isZero();
    Network network = Network.read(out);
    assertThat(network.genesis() % 5).isZero();
    assertThat(network.schedule().epochSeconds()).isEqualTo(60);
    String file = Files.readString(out);

    Result second = deploy("--network", "devnet", "--fund", "500");
    assertThat(second.code).as(second.err).isZero();
    assertThat(second.out).startsWith("kept");
    assertThat(Files.readString(out)).isEqualTo(file);

    Result verified = run("verify", "--rpc", rpc, "--network-file", out.toString(), "--json");
    assertThat(verified.code).as(verified.err).isZero();
    assertThat(verified.out).contains("\"differences\":[]");
  }

  @Test
  void keepsAFileThatNamesNoRoles() throws Exception {
    deploy("--network", "devnet");
    String file = Files.readString(out).replaceAll("\"roles\" : \\{[^}]*}", "\"roles\" : null");
    Files.writeString(out, file);
    assertThat(Network.read(out).roles()).isNull();
    Result kept = deploy("--network", "devnet");
    assertThat(kept.code).as(kept.err).isZero();
    Result roles = run("roles", "--rpc", rpc, "--network-file", out.toString());
    assertThat(roles.code).isEqualTo(1);
    assertThat(roles.err).contains("names no roles");
  }

  @Test
  void refusesAnotherChain() throws Exception {
    Path roles =
        roles(
            "sessions",
            1,
            "performance",
            2,
            "proposer",
            3,
            "guardian",
            4,
            "jailer",
            5,
            "penaliser",
            6,
            "governor",
            7);
    Result result = deploy("--network", "testnet", "--roles", roles.toString());
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("the node is of chain 31337 (expected: 9029)");
  }

  @Test
  void saysWhereAFileDiffersFromTheChain() throws Exception {
    deploy("--network", "devnet");
    Files.writeString(
        out, Files.readString(out).replaceAll("\"epochSeconds\" : 60", "\"epochSeconds\" : 90"));
    Result result = run("verify", "--rpc", rpc, "--network-file", out.toString());
    assertThat(result.code).isEqualTo(1);
    assertThat(result.out).contains("epoch length: 60 on chain, 90 in the file");
  }

  @Test
  void sendsATransactionAndDecodesARefusal() {
    deploy("--network", "devnet");
    Calls calls = new Calls(Network.read(out).contracts());
    Result funded = transact(calls.fund(TokenAmount.ofTics("1")), "--json");
    assertThat(funded.code).as(funded.err).isZero();
    assertThat(funded.out).contains("\"gasUsed\":").contains("\"charged\":\"");
    assertThat(funded.err).contains("with nonce ", " is written down in " + journal());

    Call early =
        calls.anchor(
            new Seal(
                1_000_000, 1, Seal.Kind.SESSIONS, Bytes32.ZERO, 0, BigInteger.ZERO, Bytes32.ZERO));
    Result refused = transact(early);
    assertThat(refused.code).isEqualTo(1);
    assertThat(refused.err).contains("EpochNotEnded(1000000)");
  }

  @Test
  void givesAccountsWhatTheyLackAndNothingTwice() {
    String poor = "0x00000000000000000000000000000000000000f1";
    String other = "0x0000000000000000000000000000000000000012";
    fund("1", poor);
    Result both = fund("5", poor, other);
    assertThat(both.out).contains(poor + ": 4 TICS sent").contains(other + ": 5 TICS sent");
    assertThat(new JsonRpc(URI.create(rpc)).balance(Address.parse(poor)))
        .isEqualTo(TokenAmount.ofTics("5").baseUnits());
    assertThat(fund("5", poor, other).out)
        .contains(poor + ": 0 TICS sent")
        .contains(other + ": 0 TICS sent");
    assertThat(run("fund", "--rpc", rpc, "--key-file", key.toString(), "--at-least", "5", "0x1"))
        .satisfies(refused -> assertThat(refused.code).isEqualTo(1));
  }

  /// The first start's connection breaks when it sends, and its looks fail.
  @Test
  void saysNotYetAndFindsTheFirstStartsTransaction() {
    deploy("--network", "devnet");
    Network network = Network.read(out);
    JsonRpc chain = new JsonRpc(URI.create(rpc));
    BigInteger before = chain.balance(network.rewardsVault());
    Call call = new Calls(network.contracts()).fund(TokenAmount.ofTics("1"));
    try (ChangedNode node =
        new ChangedNode(
            rpc,
            (method, request, behind) -> {
              if (method.equals("eth_sendRawTransaction")) {
                behind.get();
                return null;
              }
              return method.equals("eth_getTransactionReceipt") ? null : behind.get();
            })) {
      Result first = transactAt(node.url().toString(), call, "--wait", "1");
      assertThat(first.code).as(first.err).isEqualTo(3);
      assertThat(first.err).contains("not yet; start the same again", "no answer");
    }
    Result second = transact(call, "--json");
    assertThat(second.code).as(second.err).isZero();
    assertThat(second.err).contains("was written down before");
    assertThat(chain.balance(network.rewardsVault()).subtract(before))
        .isEqualTo(TokenAmount.ofTics("1").baseUnits());
  }

  @Test
  void fundsOnceThoughTheFirstStartSawNoReceipt() {
    String poor = "0x00000000000000000000000000000000000000f7";
    try (ChangedNode node =
        new ChangedNode(
            rpc,
            (method, request, behind) ->
                method.equals("eth_getTransactionReceipt")
                    ? ChangedNode.result("null")
                    : behind.get())) {
      Result first =
          run(
              "fund",
              "--rpc",
              node.url().toString(),
              "--key-file",
              key.toString(),
              "--journal",
              journal(),
              "--wait",
              "1",
              "--at-least",
              "5",
              poor);
      assertThat(first.code).as(first.err).isEqualTo(3);
    }
    // More is wanted by then: what was sent counts.
    assertThat(fund("7", poor).out).contains(poor + ": 7 TICS sent");
    assertThat(new JsonRpc(URI.create(rpc)).balance(Address.parse(poor)))
        .isEqualTo(TokenAmount.ofTics("7").baseUnits());
    assertThat(fund("7", poor).out).contains(poor + ": 0 TICS sent");
  }

  @Test
  void namesTheReasonThatAnEstimateOfEvmosDrops() {
    deploy("--network", "devnet");
    Call early =
        new Calls(Network.read(out).contracts())
            .anchor(
                new Seal(
                    1_000_000,
                    1,
                    Seal.Kind.SESSIONS,
                    Bytes32.ZERO,
                    0,
                    BigInteger.ZERO,
                    Bytes32.ZERO));
    try (ChangedNode node =
        new ChangedNode(
            rpc,
            (method, request, behind) ->
                method.equals("eth_estimateGas")
                    ? ChangedNode.error("rpc error: code = Unknown desc = execution reverted")
                    : behind.get())) {
      Result refused = transactAt(node.url().toString(), early);
      assertThat(refused.code).isEqualTo(1);
      assertThat(refused.err).contains("EpochNotEnded(1000000)");
    }
  }

  @Test
  void saysByACodeOfItsOwnThatRolesCantBeTold() {
    deploy("--network", "devnet");
    try (ChangedNode node =
        new ChangedNode(
            rpc,
            (method, request, behind) ->
                method.equals("eth_blockNumber") ? ChangedNode.result("\"0x1\"") : behind.get())) {
      for (String command : List.of("roles", "verify")) {
        Result result =
            run(command, "--rpc", node.url().toString(), "--network-file", out.toString());
        assertThat(result.code).as(result.err + result.out).isEqualTo(4);
        assertThat(result.err).contains("can't be told");
      }
    }
  }

  private Result fund(String tics, String... accounts) {
    Result result =
        run(
            with(
                accounts,
                "fund",
                "--rpc",
                rpc,
                "--key-file",
                key.toString(),
                "--journal",
                journal(),
                "--at-least",
                tics));
    assertThat(result.code).as(result.err).isZero();
    return result;
  }

  @Test
  void refusesAKeyFileThatOthersMayRead() throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Result result = deploy("--network", "devnet");
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("chmod 600").doesNotContain(Anvil.DEV_KEY.substring(2));
  }

  @Test
  void tellsTheCostsAndSendsNothingInADryRun() {
    Result result = deploy("--network", "devnet", "--fund", "500", "--dry-run");
    assertThat(result.code).as(result.err).isZero();
    assertThat(result.out)
        .contains(
            "timelock   gas", "vault      gas", "into the vault              500 TICS\n", "enough");
    assertThat(out).doesNotExist();
    Result poor = deploy("--network", "devnet", "--fund", "5000000", "--dry-run", "--json");
    assertThat(poor.code).isEqualTo(1);
    assertThat(poor.out).contains("\"missing\":\"4");
    Result refused = deploy("--network", "devnet", "--fund", "5000000");
    assertThat(refused.code).isEqualTo(1);
    assertThat(refused.err).contains("more to it");
    assertThat(out).doesNotExist();
  }

  @Test
  void deploysByAKeystoreAndEachRoleItsOwnKey() throws Exception {
    Path password = secret("password", "correct horse battery staple\n");
    Path keystore = folder.resolve("deployer.json");
    Result written =
        run(
            "keystore",
            "--out",
            keystore.toString(),
            "--password-file",
            password.toString(),
            "--from-key-file",
            key.toString());
    assertThat(written.code).as(written.err).isZero();
    assertThat(written.out).contains("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    Path roles = roles("sessions", 1, "performance", 2, "proposer", 3, "guardian", 4);
    Result deployed =
        run(
            "deploy",
            "--rpc",
            rpc,
            "--network",
            "devnet",
            "--keystore",
            keystore.toString(),
            "--password-file",
            password.toString(),
            "--roles",
            roles.toString(),
            "--guardian",
            account(9),
            "--out",
            out.toString());
    assertThat(deployed.code).as(deployed.err).isZero();
    assertThat(deployed.err).contains("vault: block").doesNotContain("correct horse");
    assertThat(Network.read(out).roles().proposer()).hasToString(account(3));
    assertThat(Network.read(out).roles().guardian()).hasToString(account(9));

    Result held = run("roles", "--rpc", rpc, "--network-file", out.toString());
    assertThat(held.code).as(held.out).isZero();
    assertThat(held.out.lines()).hasSize(14).allMatch(line -> line.startsWith("ok"));
    Files.writeString(out, Files.readString(out).replace(account(3), account(8)));
    Result differs = run("roles", "--rpc", rpc, "--network-file", out.toString(), "--json");
    assertThat(differs.code).isEqualTo(1);
    assertThat(differs.out).containsOnlyOnce("\"differs\":true").contains(account(8));
  }

  @Test
  void wantsAKeyForEachRoleOutsideTheDevnet() throws Exception {
    Result missing = deploy("--network", "mainnet");
    assertThat(missing.code).isEqualTo(1);
    assertThat(missing.err).contains("role sessions: no account given");
    Path twice =
        roles(
            "sessions",
            1,
            "performance",
            2,
            "proposer",
            3,
            "guardian",
            3,
            "jailer",
            5,
            "penaliser",
            6,
            "governor",
            7);
    Result equal = deploy("--network", "testnet", "--roles", twice.toString());
    assertThat(equal.code).isEqualTo(1);
    assertThat(equal.err).contains(account(3) + " is proposer and guardian");
    Path distinct =
        roles(
            "sessions",
            1,
            "performance",
            2,
            "proposer",
            3,
            "guardian",
            4,
            "jailer",
            5,
            "penaliser",
            6,
            "governor",
            7);
    Result deployer =
        deploy(
            "--network",
            "mainnet",
            "--roles",
            distinct.toString(),
            "--governor",
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    assertThat(deployer.err).contains("is the deployer and governor");
    Result otherChain = deploy("--network", "mainnet", "--roles", distinct.toString());
    assertThat(otherChain.code).isEqualTo(1);
    assertThat(otherChain.err)
        .contains("warning: a plain key file", "the node is of chain 31337 (expected: 9030)");
    assertThat(out).doesNotExist();
  }

  @Test
  void writesNoKeystoreOverAFileThatIsThere() throws Exception {
    Path password = secret("password", "secret\n");
    Result result =
        run("keystore", "--out", key.toString(), "--password-file", password.toString());
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("is there already");
    assertThat(Files.readString(key)).contains(Anvil.DEV_KEY);
  }

  @Test
  void saysWhoseKeyItIs() {
    Result result = run("address", "--key-file", key.toString(), "--json");
    assertThat(result.out)
        .contains("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "\"bech32\":\"qubetics1");
    assertThat(run("address").err).contains("sending key: 0 given");
  }

  @Test
  void explainsEachOptionOfEachCommand() {
    for (String command : AdminCommand.commandLine().getSubcommands().keySet()) {
      Result help = run(command, "--help");
      assertThat(help.code).as(command).isZero();
      AdminCommand.commandLine().getSubcommands().get(command).getCommandSpec().options().stream()
          .filter(option -> !option.usageHelp() && !option.versionHelp())
          .forEach(
              option -> {
                assertThat(help.out).contains(option.longestName());
                assertThat(option.description()).as(option.longestName()).isNotEmpty();
              });
    }
  }

  private Path roles(Object... accounts) throws Exception {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < accounts.length; i += 2) {
      json.append(i == 0 ? "" : ",")
          .append("\"%s\":\"%s\"".formatted(accounts[i], account((int) accounts[i + 1])));
    }
    return Files.writeString(folder.resolve("roles.json"), json + "}");
  }

  private static String account(int number) {
    return Address.parse("0x" + String.format(Locale.ROOT, "%02x", number).repeat(20)).toString();
  }

  private Path secret(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Result deploy(String... more) {
    return run(
        with(more, "deploy", "--rpc", rpc, "--key-file", key.toString(), "--out", out.toString()));
  }

  private String journal() {
    return folder.resolve("journal").toString();
  }

  private Result transact(Call call, String... more) {
    return transactAt(rpc, call, more);
  }

  private Result transactAt(String url, Call call, String... more) {
    return run(
        with(
            more,
            "transact",
            "--journal",
            journal(),
            "--rpc",
            url,
            "--key-file",
            key.toString(),
            "--to",
            call.to().toString(),
            "--value",
            call.value().toString(),
            "--data",
            call.dataHex()));
  }

  private static String[] with(String[] more, String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        AdminCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    int code = command.execute(arguments);
    return new Result(code, out.toString(), err.toString());
  }

  private record Result(int code, String out, String err) {}
}
